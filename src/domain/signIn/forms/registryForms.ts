/** Messages of registries: what the kubelet is refused, what others are refused, and refusals that say why. */
import { say } from '../../../sentences/words.ts';
import { allowNodes, judgeRegistry } from '../judges/resources/judgeRegistry.ts';
import { explained, type ExplainedForm } from './explained.ts';
import { weightOf, type DocumentedForm } from '../situation/form.ts';
import { proven } from '../situation/judgement.ts';

const loginPage = 'https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-login';

/** The answers of a registry that lets no one in; a number alone can be a tag, and a word alone a part of a name. */
const refusedPull =
  /(?<![\w/:@.-])(?:unauthorized(?![\w/@-]|:\S)|denied: )|\bcode\W{1,8}(?:denied|unauthorized)\b|authentication required|\b40[13] (?:Unauthorized|Forbidden)|status(?: code)?:? 40[13]\b|pull access denied|access to the resource is denied|authorization failed|no basic auth credentials/gi;

/** Nobody has answered, or the registry itself has failed. */
const noAnswer =
  /failed to do request|dial tcp\b|connection refused|connection reset|no such host|i\/o timeout|TLS handshake|tls: |x509:|context deadline exceeded|\b50[0234] (?:Internal|Bad Gateway|Service|Gateway)|status(?: code)?:? 50[0234]\b/gi;

/** The layers have come, so that the registry has let the pull in. */
const layersCame =
  /failed to (?:extract|unpack|apply) layer|failed to register layer|apply layer error|mount callback failed|no space left on device|hcsshim::/gi;

/** One who was refused had an answer. */
const hadAnswer = new RegExp(refusedPull, 'i');

/** Reasons that come with a refusal, and that no role changes. */
const ownReason =
  /\bquarantined?\b|RegistryDisabled|registry is disabled|not known to registry|X-Squid-Error|ERR_ACCESS_DENIED|(?<![\w-])proxy: |blocked by (?!Conditional)|Zscaler|signature verification|verification (?:failed|denied)/gi;
const expired = /password (?:has )?expired|expired (?:password )?for token/gi;

const scopeMap = /\bscope[- ]?map\b/gi;
const reasons = [ownReason, expired, scopeMap].map(({ source }) => source).join('|');

/** What stands between an image and an error that is not about its sign-in, or about another image. */
const otherError = new RegExp(
  `pull(?:ed)? image|: not found\\b|failed to do request|dial tcp |connection refused|no such host|i/o timeout|${layersCame.source}|\\b429\\b|too ?many ?requests|throttl|${reasons}`,
  'i',
);

/** A refusal without a reason of its own behind it. */
const refusedOnly = new RegExp(`(?:${refusedPull.source})(?![^\\u001e\\n]{0,200}(?:${reasons}))`, 'gi');

/** The kubelet and the runtime of its node, in their own words; others pull images, too, but say it otherwise. */
const byKubelet =
  /(?:\bFailed to pull image|\bPullImage|\bPullImage from image service failed"?[^\u001e]{0,200}?failed to pull and unpack image) "{1,2}(?<image>[^"\s]{1,300})"(?! with (?:specified )?polic)/g;

/** Someone asks a registry for a token, whoever it is. */
const tokenFetch =
  /failed to authorize: failed to fetch (?:oauth|anonymous) token(?:[^"]{0,160}?https:\/\/(?<registry>[\w<>*.-]{1,120})\/)?/gi;

/** Something is fetched from a registry, by whomever. */
const anyPull = /\b(?:pull|push)(?:ing)?\b|PullImage|\.azurecr\.[a-z]{2,6}\b/gi;

/** A refusal whose words give a reason that no role of the kubelet changes. */
const ownWords = (form: Omit<ExplainedForm, 'source' | 'weight'>): DocumentedForm =>
  explained({ ...form, weight: weightOf.resource + 1, source: loginPage });

/** The forms. */
export const registryForms: readonly DocumentedForm[] = [
  {
    name: 'registryFirewall',
    looksLike: "client with IP '...' is not allowed access (registry)",
    finds: /client with IP '[^']{3,60}' is not allowed access|aka\.ms\/acr\/firewall/gi,
    means: say`The network rules of the registry refuse the address.`,
    looksAt: say`The message alone.`,
    causes: ['REGISTRY_NETWORK'],
    weight: weightOf.resource + 1,
    source: 'https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-access',
    judge: () => proven('REGISTRY_NETWORK', { fixes: [allowNodes] }),
  },
  explained({
    name: 'imagePulled',
    looksLike: 'Successfully pulled image "..." (behind an earlier refusal of the same image)',
    finds: /Successfully pulled image "{1,2}(?<image>[^"\s]{1,300})"/g,
    means: say`The registry let the later pull of the same image in, so that the refusal before it is over.`,
    next: [
      say`If the image is refused again, paste the newest event. If the pod still does not run, its later events and its log say why.`,
    ],
    weight: weightOf.symptom - 2,
    source: loginPage,
  }),
  ownWords({
    name: 'registryTokenScope',
    looksLike: 'The token does not have a scope map with ... (registry)',
    finds: { first: anyPull, then: scopeMap, within: 500 },
    means: say`Who pulls signs in with a token of the registry itself, whose scope map lacks the repository. No role plays a part.`,
    next: [
      say`Add the repository to the scope map of that token, or remove the pull secret that has it and let the kubelet identity pull.`,
    ],
  }),
  ownWords({
    name: 'registrySaysWhy',
    looksLike: 'image is quarantined; RegistryDisabled; repository name not known to registry; ERR_ACCESS_DENIED',
    finds: {
      first: anyPull,
      then: ownReason,
      within: 500,
    },
    means: say`The refusal says why, and a pull role does not change it: the image is in quarantine or its signature is not accepted, the registry is disabled, it has no such repository, or a proxy refuses.`,
    next: [say`Look at which of them the message names.`],
  }),
  ownWords({
    name: 'registryPasswordExpired',
    looksLike: '401 Unauthorized: password expired for token ... (registry)',
    finds: { first: anyPull, then: expired, within: 500 },
    means: say`Who pulls signs in with a token of the registry itself, whose password has expired. No role plays a part.`,
    next: [
      say`Make a new password for that token and put it into the pull secret, or remove the pull secret and let the kubelet identity pull.`,
    ],
  }),
  ownWords({
    name: 'registryThrottles',
    looksLike: '429 Too Many Requests; toomanyrequests (registry)',
    finds: { first: anyPull, then: /\b429 Too Many|status(?: code)?:? 429\b|toomanyrequests/gi, within: 500 },
    possible: ['TRANSIENT'],
    means: say`The registry has answered too many requests and asks to wait. No role plays a part.`,
    next: [say`Try again later. If it stays, look at the limits of the registry's tier, or pull from a cache.`],
  }),
  ownWords({
    name: 'registryLetIn',
    looksLike: 'Failed to pull image ...: failed to extract layer ...; no space left on device',
    finds: { first: byKubelet, then: layersCame, within: 700 },
    means: say`The registry let the pull in, and the node could not unpack the layers. No role plays a part.`,
    next: [
      say`Look at the space, the file system and the virus scanner of the node, and whether the image is for its operating system.`,
    ],
  }),
  ownWords({
    name: 'registryDataRefuses',
    looksLike:
      'failed to copy: httpReadSeeker: failed open: unexpected status code https://....data.azurecr.io/...: 403',
    // Other programs have blobs, too: those of a registry are in its own folder, or behind the words of a pull.
    finds: [
      {
        first:
          /https:\/\/[\w-]{1,60}(?:\.[\w-]{1,40}\.data\.azurecr\.[a-z]{2,6}\/|\.blob\.core\.[\w.]{3,40}\/[^\s"'?]{0,300}\/docker\/registry\/v2\/)[^\s"']{0,1500}/gi,
        then: /\b403\b/g,
        within: 40,
      },
      {
        first: /httpReadSeeker|Failed to pull image|failed to pull and unpack/gi,
        then: /https:\/\/[\w-]{1,60}\.blob\.core\.[\w.]{3,40}\/[^\s"']{0,1500}[^\u001e]{0,40}?\b403\b/gi,
        within: 400,
      },
    ],
    possible: ['REGISTRY_NETWORK'],
    means: say`The registry let the pull in, and the address that holds the layers refuses it.`,
    next: [
      say`Check the firewall, the proxy and the private endpoints between the nodes and that address, and the clock of the nodes.`,
    ],
  }),
  {
    name: 'registryRefuses',
    looksLike:
      'Failed to pull image ...: failed to fetch oauth token / anonymous token ... 401 or 403; unauthorized: authentication required',
    // The image of the refusal itself: its registry is the one that refuses.
    finds: { first: byKubelet, then: refusedOnly, within: 700, unless: otherError },
    fields: [
      { name: 'repository', finds: /scope=repository(?::|%3A)([\w<>*./-]{1,200}?)(?::|%3A)pull/i },
      { name: 'code', finds: /\b(403) Forbidden/i },
    ],
    means: say`The registry does not let the node pull.`,
    looksAt: say`Azure: the kubelet identity, its pull role on the registry, whether it is on the nodes, and the roles of other principals. Cluster: the names of pull secrets.`,
    causes: ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'IDENTITY_NOT_ON_NODES', 'REGISTRY_NETWORK', 'TRANSIENT'],
    weight: weightOf.resource,
    source: loginPage,
    needsCluster: true,
    judge: judgeRegistry,
  },
  explained({
    name: 'registryUnreachable',
    looksLike: 'Failed to pull image ...: dial tcp ...: i/o timeout; no such host; x509; 503 Service Unavailable',
    finds: [
      { first: byKubelet, then: noAnswer, within: 700, unless: hadAnswer },
      { first: tokenFetch, then: noAnswer, within: 400, unless: hadAnswer },
    ],
    // A registry is tried again, and then a refusal says more.
    weight: weightOf.resource - 1,
    source: 'https://learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-access',
    possible: ['REGISTRY_NETWORK', 'TRANSIENT'],
    means: say`Nobody answered for the registry, or it failed itself. No role was looked at.`,
    next: [
      say`From a node, look up the name of the registry and connect to it: check DNS, the private endpoint, firewalls, proxies and certificates between them.`,
    ],
  }),
  explained({
    name: 'registryRefusesOthers',
    looksLike:
      'failed to authorize: failed to fetch oauth token / anonymous token ... 401 or 403; https://....azurecr.io/...: UNAUTHORIZED; status code 401; without "Failed to pull image" (Flux, Argo CD, Helm, builds)',
    finds: [
      { first: tokenFetch, then: refusedOnly, within: 700, unless: otherError },
      {
        first: /(?<![\w.-])(?<registry>[\w<>*-]{1,60}\.azurecr\.[a-z]{2,6})\/[^\s\u001e"'<>]{0,600}/gi,
        then: refusedOnly,
        within: 160,
        unless: new RegExp(`${otherError.source}|https?://|\\b(?:ok|succeeded|20[0-4])\\b`, 'i'),
      },
      /failed to exchange ACR access token: unexpected status code 40[13]/gi,
    ],
    fields: [{ name: 'repository', finds: /scope=repository(?::|%3A)([\w<>*./-]{1,200}?)(?::|%3A)pull/i }],
    // Whatever else the same text says of a sign-in says more.
    weight: weightOf.symptom + 4,
    source: loginPage,
    means: say`A registry refuses, and the message does not say that the kubelet asked: it may be a controller such as that of Flux, the repository server of Argo CD, a pipeline or a person.`,
    next: [
      say`Find out what pulls, and as whom it signs in to the registry. For a pod whose image is not pulled, paste the event of the pod that begins with "Failed to pull image".`,
    ],
  }),
];
