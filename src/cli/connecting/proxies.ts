import { refusedError } from '../../errors.ts';

type ProxyVariables = Readonly<Record<string, string | undefined>>;

/** The first that is set has the proxy of Azure's SDK. Source: https://github.com/Azure/azure-sdk-for-js/tree/main/sdk/core/ts-http-runtime */
const variables = ['HTTPS_PROXY', 'ALL_PROXY', 'HTTP_PROXY'].flatMap((name) => [name, name.toLowerCase()]);

/**
 * Returns the variables whose proxy has no scheme, with the one that everybody means: the SDK would send every request
 * to this machine instead, or refuse to start.
 */
export function proxiesWithScheme(env: ProxyVariables): Readonly<Record<string, string>> {
  const completed: Record<string, string> = {};
  for (const name of variables) {
    const value = env[name]?.trim() ?? '';
    if (value !== '' && !value.includes('://')) completed[name] = `http://${value}`;
  }
  return completed;
}

/** Throws for a variable with something other than the address of an HTTP proxy. */
export function assertProxies(env: ProxyVariables): void {
  for (const name of variables) {
    const value = env[name]?.trim() ?? '';
    if (value !== '' && !(/^https?:\/\//i.test(value) && URL.canParse(value)))
      throw refusedError(`${name} must be the address of an HTTP proxy, such as http://proxy.example:8080.`);
  }
}
