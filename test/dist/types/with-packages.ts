// Beside the packages that the types are made for: msw 3 and @types/express 5.
import express from "express";
import { helpCenterAuth } from "hc-jwt/express";
import { helpCenterHandlers } from "hc-jwt/testing";
import type { HttpHandler } from "msw/http";
import { setupServer } from "msw/node";
import { same } from "./expect.js";

same<ReturnType<typeof helpCenterHandlers>, HttpHandler[]>(true);
setupServer(...helpCenterHandlers());

const app = express();
app.use("/orders", helpCenterAuth({ subdomain: "acme" }));
app.get("/orders", helpCenterAuth({ subdomain: "acme", optional: true }), (request, response) => {
  same<typeof request.helpCenter, import("hc-jwt/express").HelpCenterVisitor | undefined>(true);
  response.json(request.helpCenter?.claims.userId);
});
