// Finds and fetches one instance with dicomweb-client: ask.cjs ROOT STUDY SERIES INSTANCE FRAMES
// Prints what it found as JSON; bytes as their SHA-256.
global.XMLHttpRequest = require("xhr2");
const { createHash } = require("node:crypto");
const { api } = require("dicomweb-client");

const [url, studyInstanceUID, seriesInstanceUID, sopInstanceUID, frames] = process.argv.slice(2);
const client = new api.DICOMwebClient({ url });
const instance = { studyInstanceUID, seriesInstanceUID, sopInstanceUID };
const digest = (bytes) => createHash("sha256").update(Buffer.from(bytes)).digest("hex");
const uids = (found, tag) => found.map((one) => one[tag].Value[0]);

async function ask() {
  const frameNumbers = frames.split(",").map(Number);
  const studies = await client.searchForStudies({ queryParams: { StudyInstanceUID: studyInstanceUID } });
  const series = await client.searchForSeries({ studyInstanceUID });
  const instances = await client.searchForInstances({ studyInstanceUID, seriesInstanceUID });
  const metadata = await client.retrieveSeriesMetadata({ studyInstanceUID, seriesInstanceUID });
  const whole = await client.retrieveInstance(instance);
  const study = await client.retrieveStudy({ studyInstanceUID });
  const pieces = await client.retrieveInstanceFrames({ ...instance, frameNumbers });
  return {
    studies: uids(studies, "0020000D"),
    series: uids(series, "0020000E"),
    instances: uids(instances, "00080018"),
    metadata: uids(metadata, "00080018"),
    instance: digest(whole),
    study: study.map(digest),
    frames: pieces.map(digest),
  };
}

ask().then(
  (answers) => console.log(JSON.stringify(answers)),
  (error) => {
    console.error(error.message, error.request && error.request.status);
    process.exitCode = 1;
  },
);
