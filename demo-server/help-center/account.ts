/** The Zendesk account that the local help center belongs to. */
export const ACCOUNT = {
  id: 20_114_477,
  name: "Northwind Support",
  subdomain: "northwind",
  brandId: 360_000_441_712,
  locale: "en-us",
  localeName: "English (US)",
  language: "en-US",
  /** An administrator may add up to five claims, the same for every user. This one names whom tokens are meant for. */
  customClaims: { product: "todo-demo" },
} as const;
