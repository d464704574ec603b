import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { identityId, registryId } from '../../support/domain/worldFacts.ts';
import { asked, plansOf } from './asked.ts';
import { basic, scaleSet } from './worlds.ts';

const azure = {
  resources: [
    ...basic,
    scaleSet(identityId('id-kubelet')),
    { id: registryId, properties: { loginServer: 'acrshop.azurecr.io' } },
  ],
};
const anonymous =
  'failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://acrshop.azurecr.io/oauth2/token?scope=repository%3Ahelm%2Fapp%3Apull&service=acrshop.azurecr.io: 401 Unauthorized';
const oauth =
  'failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://acrshop.azurecr.io/oauth2/token: 401 Unauthorized';
const pull = `Failed to pull image "acrshop.azurecr.io/app:1": ${oauth}`;

describe('a pull for which the node had nothing to show', () => {
  it.each([
    'failed to resolve reference "acrshop.azurecr.io/app:1": authorization failed: no basic auth credentials',
    'rpc error: code = Unknown desc = Error response from daemon: Get https://acrshop.azurecr.io/v2/app/manifests/1: no basic auth credentials',
  ])('is judged as one that was refused: %# (Q-02, Q-09)', (says) => {
    const why = asked(`Failed to pull image "acrshop.azurecr.io/app:1": ${says}`, { azure });
    expect([why.signs[0], why.cause]).toEqual(['registryRefuses', 'ROLE_MISSING']);
  });
});

describe('a pull that is not the one of the kubelet', () => {
  it.each([
    [`HelmRepository 'shop/acr' reconciliation failed: source-controller: ${anonymous}`],
    [
      `{"level":"error","msg":"Reconciler error","controllerKind":"HelmChart","error":"chart pull error: ${anonymous}"}`,
    ],
    [`\`helm pull oci://acrshop.azurecr.io/helm/app\` failed exit status 1: Error: ${anonymous}`],
    [`ratify: failed to verify artifact acrshop.azurecr.io/app:1: ${oauth}`],
    [`error building image: getting image acrshop.azurecr.io/base:1: ${oauth}`],
    [`##[error]helm push app.tgz oci://acrshop.azurecr.io/helm Error: ${oauth}`],
    [`docker compose up: acrshop.azurecr.io/app Error ${oauth}`],
    ['GET "https://acrshop.azurecr.io/v2/app/": failed to authorize: failed to fetch oauth token: status code 401'],
    [`ERROR: Job failed: Failed to pull image "acrshop.azurecr.io/app:1" with policy "always": ${oauth}`],
    [
      'failed to pull artifact: GET https://acrshop.azurecr.io/oauth2/token?scope=repository%3Acharts%3Apull&service=acrshop.azurecr.io: UNAUTHORIZED: authentication required, visit https://aka.ms/acr/authorization for more information.',
    ],
    [
      'OCIRepository reconciliation failed: GET https://acrshop.azurecr.io/v2/charts/manifests/1: DENIED: requested access to the resource is denied',
    ],
  ])('is not judged by the role of its identity: %# (Q-09, Q-10)', (text) => {
    const answer = asked(text, { azure });
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
    expect(textOf(answer.text)).toContain('does not say that the kubelet asked');
  });

  it('on a virtual node is judged by no role either (Q-10)', () => {
    const answer = asked(`[virtual-kubelet-aci] ${pull}`, { azure });
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
  });
});

describe('a pull of the kubelet', () => {
  it.each([
    [pull],
    [`level=error msg="PullImage \\"acrshop.azurecr.io/app:1\\" failed" error="rpc error: ${oauth}"`],
    [
      `"PullImage from image service failed" err="rpc error: failed to pull and unpack image \\"acrshop.azurecr.io/app:1\\": ${oauth}"`,
    ],
    [`Unable to retrieve some image pull secrets (acr-secret); attempting to pull may not succeed. ${pull}`],
    ['Failed to pull image "acrshop.azurecr.io/app:1": unexpected status from HEAD request: 403 Forbidden'],
    [
      'Failed to pull image "acrshop.azurecr.io/app:1": Error response from daemon: Get https://acrshop.azurecr.io/v2/: unauthorized',
    ],
    ['Failed to pull image "acrshop.azurecr.io/app:1": errors: denied: requested access to the resource is denied'],
    ['Failed to pull image "acrshop.azurecr.io/app:1": {"errors":[{"code":"DENIED","message":"no access"}]}'],
    [
      'Failed to pull image "acrshop.azurecr.io/app:1": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ],
  ])('is likely without the role, for pull secrets and the network refuse alike: %# (Q-04)', (text) => {
    const answer = asked(text, { azure });
    expect([answer.cause, answer.certainty]).toEqual(['ROLE_MISSING', 'likely']);
    expect(answer.possible.toSorted()).toEqual(['IDENTITY_NOT_ON_NODES', 'REGISTRY_NETWORK']);
    expect(answer.next.map((each) => textOf(each)).join()).toContain('Check the pull secrets');
  });

  it.each([
    ['unauthorized: The token does not have a scope map with repository app content/read. 401 Unauthorized'],
    ['unexpected status code 403 Forbidden: denied: image is quarantined'],
    ['403 Forbidden: registry is disabled (RegistryDisabled)'],
    ['code = NotFound desc = repository name not known to registry; unauthorized'],
    [
      'unexpected status from HEAD request to https://acrshop.azurecr.io/v2/: 403 Forbidden X-Squid-Error: ERR_ACCESS_DENIED',
    ],
    ['failed to copy: unexpected status code https://acrshop.westeurope.data.azurecr.io/x: 403 denied'],
    ['image signature verification failed: ratify: verification denied for subject acrshop.azurecr.io/app:1'],
    ['unexpected status from HEAD request: 429 Too Many Requests: denied: throttled by policy'],
    [`${oauth}: password expired for token pull-token`],
    ['unexpected status from HEAD request: 403 Forbidden (proxy: blocked by a policy)'],
  ])('that is refused for a reason of its own leads to no plan, and no role is possible: %# (Q-09, Q-10)', (reason) => {
    const answer = asked(`Failed to pull image "acrshop.azurecr.io/app:1": ${reason}`, { azure });
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
    expect(answer.possible).not.toContain('ROLE_MISSING');
  });
});

describe('a pull that the registry let in', () => {
  it.each([
    [
      'failed to pull and unpack image "acrshop.azurecr.io/app:1": failed to extract layer sha256:0c31: mkdir /var/lib/containerd/tmpmounts/x/etc: permission denied: unknown',
    ],
    ['failed to extract layer sha256:1: hcsshim::ProcessBaseLayer \\\\?\\C:\\x: Access is denied.: unknown'],
    ['failed to register layer: no space left on device'],
  ])('is not judged by a role: %# (Q-09, Q-10)', (reason) => {
    const answer = asked(`Failed to pull image "acrshop.azurecr.io/app:1": ${reason}`, { azure });
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
    expect(textOf(answer.text)).toContain('let the pull in');
  });

  it.each([['access-denied-page:1'], ['unauthorized:1'], ['denied:1'], ['shop/unauthorized@sha256:1']])(
    'is not refused because its image is named %s (Q-02, Q-10)',
    (image) => {
      const name = `acrshop.azurecr.io/${image}`;
      const answer = asked(`Failed to pull image "${name}": failed to pull "${name}": exit status 1`, { azure });
      expect(answer.signs).toEqual([]);
    },
  );
});

describe('a pull that nobody answered', () => {
  const connect = 'Post "https://acrshop.azurecr.io/oauth2/token": dial tcp 10.1.0.4:443: i/o timeout';
  const lookup = 'Get "https://acrshop.azurecr.io/oauth2/token": dial tcp: lookup acrshop.azurecr.io: no such host';
  const events = (reason: string): string =>
    `Failed to pull image "acrshop.azurecr.io/app:1": failed to resolve reference "acrshop.azurecr.io/app:1": ${reason}`;

  it.each([
    ['a connection', events(`failed to authorize: failed to fetch oauth token: ${connect}`)],
    ['a name', events(`failed to authorize: failed to fetch anonymous token: ${lookup}`)],
    ['a certificate', events('tls: failed to verify certificate: x509: certificate signed by unknown authority')],
    [
      'an outage',
      events(
        'failed to authorize: failed to fetch oauth token: unexpected status from POST request: 503 Service Unavailable',
      ),
    ],
    ['another program', `source-controller: failed to authorize: failed to fetch oauth token: ${connect}`],
  ])('is about the network and no role: %s (Q-09, Q-10)', (_, text) => {
    const answer = asked(text, { azure });
    expect([answer.cause, plansOf(answer), answer.possible]).toEqual([
      'UNKNOWN',
      [],
      ['REGISTRY_NETWORK', 'TRANSIENT'],
    ]);
    expect(textOf(answer.text)).toContain('No role was looked at');
  });

  it('says less than the refusal of a later try (Q-10)', () => {
    const answer = asked(`${events(connect)}\n${pull}`, { azure });
    expect([answer.cause, answer.certainty]).toEqual(['ROLE_MISSING', 'likely']);
  });
});
