/** Express 4 under another name, beside Express 5. What the tests use of it has the same types. */
declare module "express-4" {
  export { default } from "express";
}
