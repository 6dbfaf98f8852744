// Stores files with dcmjs-dimse; prints the status of each: send.cjs PORT FILE...
const { Client, requests } = require("dcmjs-dimse");

const [port, ...files] = process.argv.slice(2);
const client = new Client();
for (const file of files) {
  const request = new requests.CStoreRequest(file);
  request.on("response", (response) => console.log(`status ${response.getStatus()}`));
  client.addRequest(request);
}
client.on("networkError", (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
client.send("127.0.0.1", Number(port), "DCMJS", "BILDSTROM");
