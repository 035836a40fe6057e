// whatsapp-api-js, unmodified but for where it connects to. Prints what came of it.
import { createServer } from "node:http";
import { WhatsAppAPI } from "whatsapp-api-js/middleware/node-http";
import {
  ActionButtons,
  Body,
  BodyComponent,
  BodyParameter,
  Button,
  Image,
  Interactive,
  Template,
  Text,
} from "whatsapp-api-js/messages";

const { SANDBOX, SENDER, TOKEN, PERSON } = process.env;
const META = "https://graph.facebook.com";
const told = { statuses: [], messages: [] };

const client = new WhatsAppAPI({
  token: TOKEN,
  appSecret: "sandbox-secret",
  webhookVerifyToken: "sandbox-verify",
  v: "v23.0",
  ponyfill: { fetch: (url, options) => fetch(String(url).replace(META, SANDBOX), options) },
});
client.on.status = ({ id, status }) => void told.statuses.push({ id, status });
client.on.message = async ({ message, name, received }) => {
  const read = await received("text");
  told.messages.push({ type: message.type, text: message.text?.body, name, read });
};

const server = createServer(async (request, response) => {
  if (request.method === "GET") {
    response.end(client.handle_get(request));
    return;
  }
  response.statusCode = await client.handle_post(request);
  response.end();
});

async function order(path, body) {
  const answer = await fetch(`${SANDBOX}/_sandbox/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.json();
}

async function media() {
  const form = new FormData();
  form.set("file", new Blob([Buffer.from("89504e470d0a1a0a", "hex")], { type: "image/png" }), "a.png");
  const { id } = await client.uploadMedia(SENDER, form);
  const facts = await client.retrieveMedia(id);
  const content = Buffer.from(await (await client.fetchMedia(facts.url)).arrayBuffer());
  const sent = await client.sendMessage(SENDER, PERSON, new Image(id, true, "Bukti"));
  const gone = await client.deleteMedia(id);
  return { kind: facts.mime_type, bytes: content.toString("hex"), sent, gone };
}

async function main() {
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${server.address().port}/hook`;
  await order("webhook", { url, verify_token: "sandbox-verify" });
  await order("webhook/habits", { batch: 1 }); // this client reads the first event of a request
  const body = new BodyComponent(new BodyParameter("Sari"), new BodyParameter("A-17"));
  const buttons = new Interactive(new ActionButtons(new Button("ya", "Ya")), new Body("Lanjut?"));
  await order("inbound", { sender: SENDER, from: PERSON, text: "Ada yang merah?" });
  await order("clock", { advance_s: 5 });
  told.text = await client.sendMessage(SENDER, PERSON, new Text("Halo"));
  told.template = await client.sendMessage(SENDER, PERSON, new Template("order_ready", "id", body));
  told.buttons = await client.sendMessage(SENDER, PERSON, buttons);
  told.media = await media();
  told.refused = await client.sendMessage(SENDER, "bukan nomor", new Text("Halo"));
  told.blocked = await client.blockUser(SENDER, PERSON);
  told.unblocked = await client.unblockUser(SENDER, PERSON);
  for (let second = 0; second < 30; second += 1) await order("clock", { advance_s: 1 });
  await order("webhook", { url: null });
  server.close();
  console.log(JSON.stringify(told));
}

main();
