import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, renameSync, unwatchFile, watchFile, writeFileSync } from 'node:fs';
import { authentication, EventEmitter } from 'vscode';

/** The people, in the file that the test names: { next, people: [{ id, label, home, signedIn, tenants, seconds, claims }] }. */
const file = process.env.AKS_IDENTITY_TEST_PEOPLE;

const read = () => JSON.parse(readFileSync(file, 'utf8'));

function write(state) {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

function log(entry) {
  appendFileSync(`${file}.log`, `${JSON.stringify(entry)}\n`);
}

/** What Microsoft's token has after a sign-in with an authentication context, from a client that understands challenges. */
function contextIn(claims) {
  const context = claims === undefined ? undefined : JSON.parse(claims).access_token?.acrs?.value;
  return context === undefined ? {} : { acrs: [context], xms_cc: ['cp1'] };
}

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Registers the people as the accounts of both Microsoft providers. */
export function activate(context) {
  if (!file) return;
  for (const provider of ['microsoft', 'microsoft-sovereign-cloud']) context.subscriptions.push(...register(provider));
}

function register(provider) {
  const changed = new EventEmitter();
  const issued = new Map();

  function sessionOf(person, scopes) {
    const tenant = tenantIn(scopes) ?? person.home;
    const key = [person.id, tenant, person.claims ?? ''].join(' ');
    const known = issued.get(key);
    const now = Math.floor(Date.now() / 1000);
    if (known && known.exp > now + 2) return known.session;
    const exp = now + (person.seconds ?? 3600);
    const claims = {
      oid: person.oid,
      tid: tenant,
      upn: person.label,
      exp,
      iat: now,
      jti: randomUUID(),
      amr: person.claims,
      ...contextIn(person.claims),
    };
    const session = {
      id: key,
      accessToken: `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.unsigned`,
      account: { id: person.id, label: person.label },
      scopes,
    };
    issued.set(key, { exp, session });
    log({ what: 'token', provider, person: person.id, tenant, scopes });
    return session;
  }

  const tenantIn = (scopes) =>
    scopes.find((scope) => scope.startsWith('VSCODE_TENANT:'))?.slice('VSCODE_TENANT:'.length);

  function present(scopes, account) {
    const tenant = tenantIn(scopes ?? []);
    return read().people.filter(
      (person) =>
        person.signedIn &&
        (account === undefined || account.id === person.id) &&
        (tenant === undefined || tenant === person.home || person.tenants.includes(tenant)),
    );
  }

  function signIn(scopes, account, more = {}) {
    const state = read();
    const person = state.people.find(({ id }) => id === (account?.id ?? state.next));
    if (!person) throw new Error('There is nobody to sign in.');
    const tenant = tenantIn(scopes);
    Object.assign(person, { signedIn: true, ...more });
    if (tenant && !person.tenants.includes(tenant)) person.tenants.push(tenant);
    write(state);
    log({ what: 'signIn', provider, person: person.id, tenant, claims: more.claims });
    const session = sessionOf(person, scopes);
    changed.fire({ added: [session], removed: [], changed: [] });
    return session;
  }

  const claimsIn = ({ challenges }) => Buffer.from(challenges[0].params.claims, 'base64').toString('utf8');

  watchFile(file, { interval: 50 }, () => changed.fire({ added: [], removed: [], changed: [] }));
  const registration = authentication.registerAuthenticationProvider(
    provider,
    'Microsoft',
    {
      onDidChangeSessions: changed.event,
      getSessions: async (scopes, { account } = {}) =>
        present(scopes, account).map((person) => sessionOf(person, scopes ?? [])),
      createSession: async (scopes, { account } = {}) => signIn([...scopes], account),
      removeSession: async () => {
        throw new Error('The tests sign people out in their file.');
      },
      getSessionsFromChallenges: async (challenge, { account } = {}) =>
        present(challenge.fallbackScopes, account)
          .filter((person) => person.claims === claimsIn(challenge))
          .map((person) => sessionOf(person, [...challenge.fallbackScopes])),
      createSessionFromChallenges: async (challenge, { account } = {}) =>
        signIn([...challenge.fallbackScopes], account, { claims: claimsIn(challenge) }),
    },
    { supportsMultipleAccounts: true, supportsChallenges: true },
  );
  return [registration, changed, { dispose: () => unwatchFile(file) }];
}
