import axios from "axios";
import { introduce } from "./neighbour.ts";

const seen: string[] = [];
axios.interceptors.response.use((response) => {
  seen.push(String(response.config.url));
  return response;
});
const post = (adapter: "xhr" | "fetch") => async (url: string) =>
  (await axios.post(url, { title: "Milk" }, { adapter })).status;
introduce({ seen, calls: { "axios by XMLHttpRequest": post("xhr"), "axios by fetch": post("fetch") } });
