/** Where this program is at home. */
export const home = 'https://github.com/aks-identity/aks-identity';
/** The page that lists every kind of finding with its code. */
export const findingsPage = `${home}/blob/HEAD/docs/findings.md`;
