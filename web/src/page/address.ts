/** The part of the page's state that lives in its address: ?model=NAME&backend=NAME. */

/** What the address asks for. */
export interface Address {
  model: string | null;
  backend: string | null;
}

/** Read a query string. */
export function readAddress(query: string): Address {
  const parameters = new URLSearchParams(query);
  return { model: parameters.get("model"), backend: parameters.get("backend") };
}

/** The query string with these values set, others kept; null takes one away. */
export function changeQuery(query: string, change: Partial<Address>): string {
  const parameters = new URLSearchParams(query);
  for (const [key, value] of Object.entries(change)) {
    if (value === null) parameters.delete(key);
    else if (value !== undefined) parameters.set(key, value);
  }
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

/** Put values into the address bar without loading the page again. */
export function writeAddress(change: Partial<Address>): void {
  const query = changeQuery(location.search, change);
  try {
    history.replaceState(null, "", `${location.pathname}${query}${location.hash}`);
  } catch {
    // Some browsers do not let a page opened from disk change its address; the page works without.
  }
}
