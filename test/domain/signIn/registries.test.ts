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
  ])('is likely without the role, for pull secrets and the network refuse alike: %# (Q-04)', (text) => {
    const answer = asked(text, { azure });
    expect([answer.cause, answer.certainty]).toEqual(['ROLE_MISSING', 'likely']);
    expect(answer.possible).toEqual(['IDENTITY_NOT_ON_NODES', 'REGISTRY_NETWORK']);
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
  ])('that is refused for a reason of its own leads to no plan: %# (Q-09, Q-10)', (reason) => {
    const answer = asked(`Failed to pull image "acrshop.azurecr.io/app:1": ${reason}`, { azure });
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
  });
});
