// Signs requests with the npm package oauth-1.0a, and sends them with Node's own http.
//
// Reads JSON from standard input: a list of
//   {method, url, headers, body (base64), consumer: {key, secret}, token: {key, secret} or null,
//    signatureMethod, placement ("header", "query" or "body"), bodyHash (true or false),
//    privateKey (PEM, for RSA-SHA1)}
// Writes JSON to standard output: a list of {status, text}, or {error} for what was not sent.

"use strict";

const crypto = require("node:crypto");
const http = require("node:http");
const querystring = require("node:querystring");

const OAuth = require("oauth-1.0a");

const FORM = /^application\/x-www-form-urlencoded/i;

function hmac(name) {
  return (text, key) => crypto.createHmac(name, key).update(text).digest("base64");
}

function hashFunction(asked) {
  return {
    "HMAC-SHA1": hmac("sha1"),
    "HMAC-SHA256": hmac("sha256"),
    "HMAC-SHA512": hmac("sha512"),
    "RSA-SHA1": (text) => crypto.createSign("RSA-SHA1").update(text).sign(asked.privateKey, "base64"),
    PLAINTEXT: (text, key) => key,
  }[asked.signatureMethod];
}

// What the package signs beside the URL: the fields of a form, or the text whose hash it takes.
function signedData(asked, body) {
  if (asked.bodyHash) {
    return body.toString("utf8");
  }
  const names = Object.keys(asked.headers).filter((name) => name.toLowerCase() === "content-type");
  const isForm = names.some((name) => FORM.test(asked.headers[name]));
  return isForm ? { ...querystring.parse(body.toString("utf8")) } : {};
}

function sign(asked, body) {
  const oauth = new OAuth({
    consumer: asked.consumer,
    signature_method: asked.signatureMethod,
    hash_function: hashFunction(asked),
    body_hash_function: (text) => crypto.createHash("sha1").update(text).digest("base64"),
  });
  const request = {
    method: asked.method,
    url: asked.url,
    data: signedData(asked, body),
    includeBodyHash: asked.bodyHash,
  };
  return place(oauth, oauth.authorize(request, asked.token || undefined), asked, body);
}

// The package only makes the header.  What its authorize() returns holds the fields of the form and
// of the URL too, to be sent as one form or one query.
function place(oauth, parameters, asked, body) {
  if (asked.placement === "header") {
    return { url: asked.url, headers: { ...asked.headers, ...oauth.toHeader(parameters) }, body };
  }
  const encoded = querystring.stringify(parameters);
  if (asked.placement === "query") {
    return { url: `${asked.url.split("?")[0]}?${encoded}`, headers: asked.headers, body };
  }
  return { url: asked.url, headers: asked.headers, body: Buffer.from(encoded) };
}

function send(method, signed) {
  const headers = signed.body.length
    ? { ...signed.headers, "Content-Length": signed.body.length }
    : signed.headers;
  return new Promise((resolve, reject) => {
    const request = http.request(signed.url, { method, headers, agent: false }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString("utf8") });
      });
    });
    request.on("error", reject);
    request.end(signed.body);
  });
}

async function answer(asked) {
  try {
    return await send(asked.method, sign(asked, Buffer.from(asked.body, "base64")));
  } catch (error) {
    return { error: error.name };
  }
}

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
  }
  const answers = [];
  for (const asked of JSON.parse(Buffer.concat(chunks).toString("utf8"))) {
    answers.push(await answer(asked));
  }
  process.stdout.write(JSON.stringify(answers));
}

main();
