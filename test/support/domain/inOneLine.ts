/** A script, each of its commands in one line. */
export const inOneLine = (script: string): string => script.replaceAll(' \\\n  ', ' ');
