/* Sites by the one name that means each: its id or, where another layer has that too, its layer and id. */

/** @typedef {{collection: string, id: string, layer?: Words | null}} NamedSite */

/** What the service understands as this site and no other. @param {NamedSite} one */
export const siteKey = (one) => (one.layer ? `${one.collection}/${one.id}` : one.id);

/** Whether two are one site. @param {{collection: string, id: string}} one @param {{collection: string, id: string}} other */
export const isSame = (one, other) => one.collection === other.collection && one.id === other.id;
