// Stores a file, asks for its commitment, leaves, and waits to be called: commit.cjs SERVICE_PORT OWN_PORT FILE
// Prints the statuses of store and request, then event type and transaction of the report.
const { Client, Dataset, Scp, Server, requests, responses, association, constants } = require("dcmjs-dimse");

const PUSH_MODEL = "1.2.840.10008.1.20.1";
const [port, own, file] = process.argv.slice(2);

class Called extends Scp {
  associationRequested(asked) {
    for (const { context } of asked.getPresentationContexts()) {
      const known = context.getAbstractSyntaxUid() === PUSH_MODEL;
      if (known) context.setResult(constants.PresentationContextResult.Accept, context.getTransferSyntaxUids()[0]);
      else context.setResult(constants.PresentationContextResult.RejectAbstractSyntaxNotSupported);
    }
    this.sendAssociationAccept();
  }
  nEventReportRequest(request, answer) {
    const told = request.getDataset().getElements();
    console.log(`event ${request.getEventTypeId()} ${told.TransactionUID} ${told.ReferencedSOPSequence.length}`);
    const response = responses.NEventReportResponse.fromRequest(request);
    response.setStatus(constants.Status.Success);
    answer(response);
  }
  associationReleaseRequested() {
    this.sendAssociationReleaseResponse();
    server.close();
  }
}
const server = new Server(Called);
server.on("networkError", fail);
server.listen(Number(own));

const stored = new requests.CStoreRequest(file);
stored.on("response", (response) => console.log(`store ${response.getStatus()}`));
const identity = Dataset.fromFile(file).getElements();
const asked = new requests.NActionRequest(PUSH_MODEL, "1.2.840.10008.1.20.1.1", 1);
asked.setDataset(
  new Dataset({
    TransactionUID: "1.2.9.77",
    ReferencedSOPSequence: [
      { ReferencedSOPClassUID: identity.SOPClassUID, ReferencedSOPInstanceUID: identity.SOPInstanceUID },
    ],
  })
);
asked.on("response", (response) => console.log(`action ${response.getStatus()}`));
const client = new Client();
client.addRequest(stored);
client.addRequest(asked);
client.on("networkError", fail);
client.send("127.0.0.1", Number(port), "DCMJS", "BILDSTROM");

function fail(error) {
  console.error(error.message);
  process.exitCode = 1;
}
