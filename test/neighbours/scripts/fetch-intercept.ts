import fetchIntercept from "fetch-intercept";
import { introduce, urlOf } from "./neighbour.ts";

const seen = introduce();

fetchIntercept.register({
  request(input, init) {
    seen.push(urlOf(input));
    return [input, init];
  },
});
