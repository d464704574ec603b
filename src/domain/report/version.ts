/** The version of this extension, which package.json has, too. */
export const version = '0.1.0';
