// What people would put there with Node: Express and http-proxy-middleware, the caller's token replaced by the secret.
import { readFileSync } from "node:fs";
import http from "node:http";
import express from "express";
import { createProxyMiddleware } from "http-proxy-middleware";

const [port, upstream, tokens] = process.argv.slice(2);
const secrets = new Map(Object.entries(JSON.parse(readFileSync(tokens, "utf8"))));
const app = express();

app.use("/bff/track", (request, response, next) => {
  const secret = secrets.get((request.headers.authorization ?? "").slice(7));
  if (!secret) return response.status(401).json({ error: "unauthorized" });
  request.headers.authorization = `Basic ${btoa(`${secret}:api_token`)}`;
  next();
});
app.use("/bff/track", createProxyMiddleware({
  target: upstream,
  agent: new http.Agent({ keepAlive: true, maxSockets: 64 }),
  changeOrigin: true,
}));
app.listen(Number(port), "127.0.0.1");
