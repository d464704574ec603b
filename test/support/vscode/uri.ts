import { posix } from 'node:path';

/** As much of an address as the extension looks at. */
export interface UriDouble {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;
  readonly fsPath: string;
  toString(): string;
}
const uriOf = (scheme: string, path: string, query = '', text = `${scheme}:${path}`): UriDouble => ({
  scheme,
  path,
  query,
  fsPath: path,
  toString: () => text,
});
export const Uri = {
  file: (path: string) => uriOf('file', path),
  from: ({ scheme, path = '', query }: { scheme: string; path?: string; query?: string }) => uriOf(scheme, path, query),
  parse: (text: string) => uriOf(text.split(':')[0]!, text.slice(text.indexOf(':') + 1), '', text),
  joinPath: ({ scheme, path }: UriDouble, ...parts: readonly string[]) => uriOf(scheme, posix.join(path, ...parts)),
};
