import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cloudOf } from '../../../src/host/accounts/clouds.ts';
import { fallbackAccounts } from '../../../src/host/accounts/fallbackAccounts.ts';
import { jwtClaims } from '../../../src/host/accounts/jwt.ts';

const home = 'aaaaaaaa-0000-4000-8000-000000000001';
const other = 'aaaaaaaa-0000-4000-8000-000000000002';
const cloud = cloudOf({});

/** An `az` that answers as the login says: `tenant` is its directory, `refusal` what it says to another one, `strict` to any. */
interface Login {
  readonly tenant: string;
  readonly refusal?: string;
  readonly strict?: boolean;
}
const standIn = `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const given = process.argv.slice(2);
const at = given.indexOf('--tenant');
const wanted = at < 0 ? undefined : given[at + 1];
appendFileSync(join(__dirname, 'asked'), (wanted ?? 'own') + '\\n');
const login = JSON.parse(readFileSync(join(__dirname, 'login.json'), 'utf8'));
if (wanted && login.refusal && (login.strict || wanted !== login.tenant)) {
  console.error('ERROR: ' + login.refusal);
  process.exit(1);
}
const claims = { tid: wanted ?? login.tenant, oid: 'o', appid: 'app' };
const accessToken = 'x.' + Buffer.from(JSON.stringify(claims)).toString('base64url') + '.x';
console.log(JSON.stringify({ accessToken, expires_on: 4102444800, tenant: claims.tid, tokenType: 'Bearer' }));
`;

let folder: string;
let path: string | undefined;
const logIn = (login: Login): Promise<void> => writeFile(join(folder, 'login.json'), JSON.stringify(login));
const asked = async (): Promise<readonly string[]> =>
  (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'az-'));
  await writeFile(join(folder, 'az'), standIn);
  await chmod(join(folder, 'az'), 0o755);
  path = process.env['PATH'];
  process.env['PATH'] = [folder, dirname(process.execPath), path].join(delimiter);
});
afterEach(async () => {
  process.env['PATH'] = path;
  await rm(folder, { recursive: true });
});

const managedIdentity = "Tenant shouldn't be specified for managed identity account";
const cloudShell = "Tenant shouldn't be specified for Cloud Shell account";

describe.skipIf(process.platform === 'win32')('the login of the Azure CLI', () => {
  async function account() {
    const [first] = await fallbackAccounts('azureCli', cloud).list();
    const directoryOf = async (tenantId: string): Promise<unknown> => {
      const token = await first!.credential(tenantId).getToken(cloud.scope);
      return jwtClaims(token!.token)['tid'];
    };
    return { ...first!, directoryOf };
  }

  it.each([
    ['a managed identity', { tenant: home, refusal: managedIdentity, strict: true }],
    ['a managed identity, by a newer az', { tenant: home, refusal: managedIdentity }],
    ['Cloud Shell', { tenant: home, refusal: cloudShell, strict: true }],
    [
      'an old az with a managed identity',
      { tenant: home, refusal: "Tenant shouldn't be specified for MSI account", strict: true },
    ],
  ])('gives %s a token of its own directory, and none of another (T-25)', async (_, login) => {
    await logIn(login);
    const { homeTenantId, directoryOf, reaches } = await account();
    expect(homeTenantId).toBe(home);
    expect(await directoryOf(home.toUpperCase())).toBe(home);
    expect(await asked()).toEqual(['own', 'own']);
    expect(await reaches!(home)).toBe(true);
    expect(await reaches!(other)).toBe(false);
    await expect(directoryOf(other)).rejects.toMatchObject({
      code: 'signedOut',
      message: `The Azure CLI is signed in with a managed identity or in Cloud Shell, for one directory only, which is not ${other}.`,
    });
  });

  it('gives a user tokens of every directory, and is asked only once whether there are any', async () => {
    await logIn({ tenant: home });
    const { directoryOf, reaches } = await account();
    expect([await directoryOf(home), await reaches!(other), await reaches!(other)]).toEqual([home, true, true]);
    expect(await directoryOf(other)).toBe(other);
    expect(await asked()).toEqual(['own', 'own', other, other]);
  });

  it('gives no token of another directory than was requested if someone has signed in elsewhere meanwhile', async () => {
    await logIn({ tenant: home });
    const { directoryOf } = await account();
    await logIn({ tenant: other });
    expect(await directoryOf(home)).toBe(home);
    await logIn({ tenant: other, refusal: managedIdentity, strict: true });
    await expect(directoryOf(home)).rejects.toMatchObject({ code: 'signedOut' });
  });

  it('counts another refusal as no answer, so that it is shown when the directory is requested', async () => {
    await logIn({
      tenant: home,
      refusal: 'AADSTS50076: you must use multi-factor authentication to access the tenant.',
    });
    const { reaches, directoryOf } = await account();
    expect(await reaches!(other)).toBe(true);
    await expect(directoryOf(other)).rejects.toThrow('AADSTS50076');
  });

  it('signs a managed identity in to its own directory, and to no other', async () => {
    await logIn({ tenant: home, refusal: managedIdentity, strict: true });
    const accounts = fallbackAccounts('azureCli', cloud);
    await accounts.list();
    await accounts.signIn({ tenantId: home });
    await expect(accounts.signIn({ tenantId: other })).rejects.toMatchObject({ code: 'signedOut' });
  });
});
