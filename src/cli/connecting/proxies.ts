import { refusedError } from '../../errors.ts';

/** The first that is set has the proxy of Azure's SDK. Source: https://github.com/Azure/azure-sdk-for-js/tree/main/sdk/core/ts-http-runtime */
const variables = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'].flatMap((name) => [name, name.toLowerCase()]);

/**
 * Returns the variables whose proxy has no scheme, with the one that everybody means: the SDK would send every request
 * to this machine instead. Throws for something other than the address of an HTTP proxy.
 */
export function proxiesWithScheme(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const completed: Record<string, string> = {};
  for (const name of variables) {
    const value = env[name]?.trim() ?? '';
    if (value === '') continue;
    const address = value.includes('://') ? value : `http://${value}`;
    if (!/^https?:\/\//i.test(address) || !URL.canParse(address))
      throw refusedError(`${name} must be the address of an HTTP proxy, such as http://proxy.example:8080.`);
    if (address !== env[name]) completed[name] = address;
  }
  return completed;
}
