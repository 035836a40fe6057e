// Meta's own SDK (npm `whatsapp`), unmodified but for where it connects to. Prints what came of it.
process.env.NODE_ENV = "production"; // otherwise it looks for a package it does not bring along
Object.assign(process.env, {
  WA_BASE_URL: "localhost",
  M4D_APP_ID: "500000000000001",
  M4D_APP_SECRET: "sandbox-secret",
  WA_PHONE_NUMBER_ID: process.env.SENDER,
  WA_BUSINESS_ACCOUNT_ID: process.env.ACCOUNT,
  CLOUD_API_VERSION: "v23.0",
  CLOUD_API_ACCESS_TOKEN: process.env.TOKEN,
  WEBHOOK_ENDPOINT: "hook",
  WEBHOOK_VERIFICATION_TOKEN: "sandbox-verify",
});
const WhatsApp = require("whatsapp");

const PERSON = process.env.PERSON;

async function outcome(promise) {
  const answer = await promise;
  return { status: answer.statusCode(), body: await answer.responseBodyToJSON() };
}

async function main() {
  const client = new WhatsApp();
  client.requester.port = Number(process.env.TLS_PORT);
  const two = ["Sari", "A-17"].map((text) => ({ type: "text", text }));
  const template = {
    name: "order_ready",
    language: { policy: "deterministic", code: "id" },
    components: [{ type: "body", parameters: two }],
  };
  const buttons = [{ type: "reply", reply: { id: "ya", title: "Ya" } }];
  const question = { type: "button", body: { text: "Lanjut?" }, action: { buttons } };
  const told = {
    text: await outcome(client.messages.text({ body: "Halo" }, PERSON)),
    template: await outcome(client.messages.template(template, PERSON)),
    image: await outcome(client.messages.image({ link: "https://example.com/a.png" }, PERSON)),
    interactive: await outcome(client.messages.interactive(question, PERSON)),
    read: await outcome(
      client.messages.status({ status: "read", message_id: process.env.INBOUND }),
    ),
    pin: await outcome(client.twoStepVerification.setPin(123456)),
    refused: await outcome(client.messages.text({ body: "Halo" }, "bukan nomor")),
  };
  console.log(JSON.stringify(told));
  client.requester.client.clearSockets();
}

main();
