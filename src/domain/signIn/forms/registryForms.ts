/** Messages of registries: what the kubelet is refused, what others are refused, and refusals that say why. */
import { say, type Words } from '../../../sentences/words.ts';
import { judgeRegistry } from '../judges/resources/judgeRegistry.ts';
import type { CauseCode } from '../situation/causes.ts';
import { weightOf, type MessageForm } from '../situation/form.ts';
import { advice, open, proven } from '../situation/judgement.ts';

const loginPage = 'https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-login';

/** The answers of a registry that lets no one in; a number alone can be a tag. */
const refusedPull =
  /unauthorized|authentication required|\b40[13] (?:Unauthorized|Forbidden)|status(?: code)?:? 40[13]\b|denied|authorization failed/gi;

/** What stands between an image and an error that is not about its sign-in, or about another image. */
const otherError =
  /pull(?:ed)? image|: not found\b|failed to do request|dial tcp |connection refused|no such host|i\/o timeout/i;

/** The kubelet and the runtime of its node, in their own words; others pull images, too, but say it otherwise. */
const byKubelet =
  /(?:\bFailed to pull image|\bPullImage|\bPullImage from image service failed"?[^\u001e]{0,200}?failed to pull and unpack image) "{1,2}(?<image>[^"\s]{1,300})"(?! with (?:specified )?polic)/g;

/** Something is fetched from a registry, by whomever. */
const anyPull = /\b(?:pull|push)(?:ing)?\b|PullImage|\.azurecr\.[a-z]{2,6}\b/gi;

/** A refusal whose words give a reason that no role of the kubelet changes. */
function answered(
  form: Pick<MessageForm, 'name' | 'looksLike' | 'finds'>,
  means: Words,
  next: Words,
  causes: readonly CauseCode[] = [],
): MessageForm {
  return {
    ...form,
    means,
    looksAt: say`The message alone.`,
    causes: causes.length === 0 ? ['UNKNOWN'] : causes,
    weight: weightOf.resource + 1,
    source: loginPage,
    judge: () => open(causes, { text: means, next: [next] }),
  };
}

/** The forms. */
export const registryForms: readonly MessageForm[] = [
  {
    name: 'registryFirewall',
    looksLike: "client with IP '...' is not allowed access (registry)",
    finds: /client with IP '[^']{3,60}' is not allowed access|aka\.ms\/acr\/firewall/gi,
    means: say`The network rules of the registry refuse the address.`,
    looksAt: say`The message alone.`,
    causes: ['REGISTRY_NETWORK'],
    weight: weightOf.resource + 1,
    source: 'https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-access',
    judge: () =>
      proven('REGISTRY_NETWORK', {
        fixes: [advice(say`Allow the outbound address of the nodes in the registry, or use a private endpoint.`)],
      }),
  },
  answered(
    {
      name: 'registryTokenScope',
      looksLike: 'The token does not have a scope map with ... (registry)',
      finds: { first: anyPull, then: /\bscope[- ]?map\b/gi, within: 500 },
    },
    say`Who pulls signs in with a token of the registry itself, whose scope map lacks the repository. No role plays a part.`,
    say`Add the repository to the scope map of that token, or remove the pull secret that has it and let the kubelet identity pull.`,
  ),
  answered(
    {
      name: 'registrySaysWhy',
      looksLike: 'image is quarantined; RegistryDisabled; repository name not known to registry; ERR_ACCESS_DENIED',
      finds: {
        first: anyPull,
        then: /\bquarantined?\b|RegistryDisabled|registry is disabled|not known to registry|X-Squid-Error|ERR_ACCESS_DENIED/gi,
        within: 500,
      },
    },
    say`The refusal says why, and a pull role does not change it: the image is in quarantine, the registry is disabled, it has no such repository, or a proxy refuses.`,
    say`Look at which of them the message names.`,
  ),
  answered(
    {
      name: 'registryDataRefuses',
      looksLike:
        'failed to copy: httpReadSeeker: failed open: unexpected status code https://....data.azurecr.io/...: 403',
      finds: {
        first:
          /https:\/\/[\w-]{1,60}(?:\.[\w-]{1,40}\.data\.azurecr\.[a-z]{2,6}|\.blob\.core\.[\w.]{3,40})\/[^\s"']{0,1500}/gi,
        then: /\b403\b/g,
        within: 40,
      },
    },
    say`The registry let the pull in, and the address that holds the layers refuses it.`,
    say`Check the firewall, the proxy and the private endpoints between the nodes and that address, and the clock of the nodes.`,
    ['REGISTRY_NETWORK'],
  ),
  {
    name: 'registryRefuses',
    looksLike:
      'Failed to pull image ...: failed to fetch oauth token / anonymous token ... 401 or 403; unauthorized: authentication required',
    // The image of the refusal itself: its registry is the one that refuses.
    finds: { first: byKubelet, then: refusedPull, within: 700, unless: otherError },
    fields: [{ name: 'repository', finds: /scope=repository(?::|%3A)([\w<>*./-]{1,200}?)(?::|%3A)pull/i }],
    means: say`The registry does not let the node pull.`,
    looksAt: say`Azure: the kubelet identity, its pull role on the registry, whether it is on the nodes, and the roles of other principals. Cluster: the names of pull secrets.`,
    causes: ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'IDENTITY_NOT_ON_NODES', 'REGISTRY_NETWORK', 'TRANSIENT'],
    weight: weightOf.resource,
    source: loginPage,
    needsCluster: true,
    judge: judgeRegistry,
  },
  {
    name: 'registryRefusesOthers',
    looksLike:
      'failed to authorize: failed to fetch oauth token / anonymous token ... 401 or 403, without "Failed to pull image" (Flux, Argo CD, Helm, builds)',
    finds:
      /failed to authorize: failed to fetch (?:oauth|anonymous) token(?:[^"]{0,160}?https:\/\/(?<registry>[\w<>*.-]{1,120})\/)?/gi,
    fields: [{ name: 'repository', finds: /scope=repository(?::|%3A)([\w<>*./-]{1,200}?)(?::|%3A)pull/i }],
    means: say`A registry refuses someone: only behind "Failed to pull image" it is the kubelet for sure.`,
    looksAt: say`The message alone.`,
    causes: ['UNKNOWN'],
    // Whatever else the same text says of a sign-in says more.
    weight: weightOf.symptom + 4,
    source: loginPage,
    judge: () =>
      open([], {
        text: say`A registry refuses, and the message does not say that the kubelet asked: it may be a controller such as that of Flux, the repository server of Argo CD, a pipeline or a person.`,
        next: [
          say`Find out what pulls, and as whom it signs in to the registry. For a pod whose image is not pulled, paste the event of the pod that begins with "Failed to pull image".`,
        ],
      }),
  },
];
