/** The version of this extension; package.json has the same. */
export const version = '0.9.0';
