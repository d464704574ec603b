/** What is left to do after a change, as data that plans and the journal keep; one table has its words and its button. */
import {
  flag,
  list,
  oneOf,
  open,
  optional,
  readOrUndefined,
  text,
  variants,
  type Fields,
  type ObjectOf,
  type Of,
} from '../../shape/shape.ts';
import { lastSegment } from '../arm/resourceId.ts';
import { bindingCredential } from '../uses/boundTo.ts';
import { moveAvailabilitySets } from '../words/availabilitySets.ts';
import { countWithNoun } from '../words/counts.ts';
import { sentenceList } from '../words/describe.ts';
import { bindingOrder } from '../workloads/bindingClients.ts';
import { say, verbatim, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** A place in the extension where the user can do a next step. */
export type NextDoor =
  | 'credentials'
  | 'nodePools'
  | 'nodeImages'
  | 'leftovers'
  | 'registries'
  | 'workload'
  | 'kubernetesRoles'
  | 'inCluster'
  | 'removal'
  | 'role';

/** The fields of one kind of next step, its words, and where to do it. */
interface NextStepRow<F extends Fields = Fields> {
  readonly fields: F;
  readonly words: (values: ObjectOf<F>) => Words;
  /** The command in its words, for whoever runs it. */
  readonly command?: (values: ObjectOf<F>) => string | undefined;
  readonly door?: NextDoor;
}

function nextStepRow<const F extends Fields>(
  fields: F,
  words: NextStepRow<F>['words'],
  command?: NextStepRow<F>['command'],
): NextStepRow<F> {
  return { fields, words, ...defined({ command }) };
}

function plainRow(words: Words, door?: NextDoor): NextStepRow<Record<never, never>> {
  return { fields: {}, words: () => words, ...defined({ door }) };
}

/** Objects in a cluster that name the identity of its nodes. */
const places = {
  volumes: say`clientID of storage classes and persistent volumes`,
  secrets: say`userAssignedIdentityID of SecretProviderClasses`,
  dns: say`settings of operators such as external-dns`,
};

/** Deletes what lets service accounts use a binding. */
function deletionOfRoles(role: string): string {
  return `kubectl delete clusterrole,clusterrolebinding ${role}`;
}

const table = {
  credentials: {
    ...nextStepRow({ isPrivate: optional(flag) }, ({ isPrivate = false }) =>
      isPrivate
        ? say`Get credentials for kubectl. It reaches the private API server only from its network, or from one connected to it.`
        : say`Get credentials for kubectl.`,
    ),
    door: 'credentials',
  },
  firstRegistry: plainRow(say`Attach the registries from which it pulls images.`, 'registries'),
  firstWorkload: plainRow(say`Connect its workloads to managed identities.`, 'workload'),
  kubernetesRoles: plainRow(
    say`Assign Kubernetes roles to whoever uses the cluster: Owner and Contributor don't include one.`,
    'kubernetesRoles',
  ),
  rolesTakeTime: plainRow(say`New roles can take up to 60 minutes to take effect.`),
  kubernetesRoleTakesTime: plainRow(say`In the cluster, the new role can take up to 5 minutes to take effect.`),
  removalTakesTime: plainRow(say`The removal can take several minutes to take effect.`),
  pullingTakesTime: plainRow(say`It can take up to 60 minutes until images can be pulled.`),
  credentialTakesTime: plainRow(
    say`A new credential takes effect after a few seconds, sometimes minutes (AADSTS70021 until then).`,
  ),
  credentialsTakeTime: plainRow(say`New credentials take effect after a few seconds, sometimes minutes.`),
  newIdentity: nextStepRow({ isRoleTimeSaid: optional(flag) }, ({ isRoleTimeSaid = false }) =>
    isRoleTimeSaid
      ? say`New identities take a few minutes to propagate.`
      : say`New identities take a few minutes to propagate; roles that they get take up to 60 minutes.`,
  ),
  oldToken: plainRow(say`The old identity stays in use until its token expires, which can take several hours.`),
  leftovers: plainRow(say`When the old identity is no longer used, review its remaining roles.`, 'leftovers'),
  rolesLeft: plainRow(say`Role assignments of its principal stay behind as "Identity not found"; remove them.`),
  unseenRolesLeft: plainRow(say`Role assignments that could not be seen stay behind as "Identity not found".`),
  nodePools: plainRow(say`Watch the node pools until all of them are upgraded.`, 'nodePools'),
  nodeImages: plainRow(
    say`Check the node pools; upgrade node images that still use the service principal.`,
    'nodeImages',
  ),
  availabilitySets: plainRow(
    say`Check the node pools; for availability sets that still use the service principal, ${moveAvailabilitySets}.`,
  ),
  newestImage: plainRow(say`Check the node pools and what runs on them.`, 'nodePools'),
  registries: plainRow(say`Attach any other registry from which the service principal pulled.`, 'registries'),
  rotateCertificates: plainRow(
    say`To invalidate certificates that were fetched earlier, rotate the certificates of the cluster: az aks rotate-certs. This recreates the nodes, so plan for it.`,
  ),
  turnOffAgain: plainRow(say`Turn local accounts off again once they are no longer needed.`),
  labelPods: plainRow(say`Pods get tokens once they are labeled and restarted.`, 'workload'),
  nodeClient: nextStepRow(
    { identity: optional(text), clientId: optional(text), isFirst: optional(flag) },
    ({ identity, clientId, isFirst }) => {
      const whose = identity ?? say`the new kubelet identity`;
      const which = clientId === undefined ? '' : `: ${clientId}`;
      if (isFirst === true)
        return say`Pods that are to use the kubelet identity at the metadata endpoint must name its client ID${which}.`;
      return say`Pods that request tokens with the client ID of the old kubelet identity must use that of ${whose} from now on${which}.`;
    },
  ),
  namedInside: nextStepRow(
    { clientId: optional(text), places: list(oneOf('volumes', 'secrets', 'dns')) },
    ({ clientId, places: named }) => {
      const id =
        clientId === undefined ? say`the client ID of the old kubelet identity` : say`the old client ID ${clientId}`;
      return say`Replace ${id} where the cluster names it: in ${sentenceList(named.map((place) => places[place]))}.`;
    },
  ),
  gmsa: nextStepRow({ principalId: optional(text) }, ({ principalId }) => {
    const id = principalId === undefined ? '' : ` ${principalId}`;
    return say`Edit each GMSACredentialSpec that names the old object ID${id} (PluginInput, ObjectId).`;
  }),
  joinFleet: nextStepRow(
    { cluster: text, fleet: text, command: text },
    ({ cluster, fleet, command }) =>
      say`You don't have permission to rejoin ${cluster} to Fleet ${fleet}. Ask someone who has it to run: ${command}`,
    ({ command }) => command,
  ),
  letAccountsUse: plainRow(
    say`Let service accounts use it in the cluster: a ClusterRole with the verb "use-managed-identity" and its ClusterRoleBinding.`,
  ),
  bindingOrder: plainRow(verbatim(bindingOrder)),
  replacedCredentials: {
    ...nextStepRow(
      { identity: text, credentialIds: list(text), subjects: list(text) },
      ({ identity, credentialIds }) =>
        say`Once the pods sign in through the binding, remove what it replaces: ${countWithNoun(credentialIds.length, 'credential')} of ${identity}.`,
    ),
    door: 'removal',
  },
  unboundPods: plainRow(
    say`In the cluster, remove the annotation azure.workload.identity/use-identity-binding from pod templates that still have it: their pods ask for a binding, even where a credential would let them in.`,
    'inCluster',
  ),
  unboundRoles: nextStepRow(
    { role: optional(text) },
    ({ role }) => {
      const named =
        role === undefined ? '' : say` With the names in the YAML of AKS Identity: ${deletionOfRoles(role)}`;
      return say`Remove the ClusterRole and its ClusterRoleBinding if nothing else needs them.${named}`;
    },
    ({ role }) => (role === undefined ? undefined : deletionOfRoles(role)),
  ),
  firstRole: {
    ...nextStepRow(
      { identityId: text },
      ({ identityId }) => say`Assign ${lastSegment(identityId)} a role on what the pods work with.`,
    ),
    door: 'role',
  },
  sharedCredential: {
    ...nextStepRow(
      { identity: text, credentialIds: list(text) },
      ({ identity }) =>
        say`The credential ${bindingCredential} of ${identity} stays. Remove it once no cluster is bound to the identity.`,
    ),
    door: 'removal',
  },
  gatewayObjects: nextStepRow(
    { noZones: optional(flag), noVaults: optional(flag) },
    ({ noZones = false, noVaults = false }) =>
      say`${noZones ? say`Apply the YAML of the service accounts.` : say`Apply the YAML of the service accounts and DNS objects.`}${noVaults ? '' : say` Give each listener its options.`}`,
  ),
  translateIngresses: plainRow(
    say`Translate each Ingress into a Gateway and routes, for example with ingress2gateway; AKS Identity doesn't do that.`,
  ),
  probeGateways: plainRow(
    say`Shorten the TTL of the DNS records to 60 seconds, wait until the old TTL has passed, and test each host at the address of its Gateway.`,
  ),
  cutOver: plainRow(say`Point the DNS records to the addresses of the Gateways.`),
  nginxOff: plainRow(
    say`When nothing reaches NGINX any more, set the default ingress controller to None and delete the NginxIngressController objects: AKS leaves them in place.`,
  ),
  deleteControllers: plainRow(
    say`Once no Ingress uses them, delete the NginxIngressController objects in the cluster. List them with: kubectl get nginxingresscontrollers`,
  ),
  routingRolesOff: plainRow(
    say`Then take the zones out of application routing (az aks approuting zone delete), and remove the roles that the add-on's identity still has on zones and vaults.`,
  ),
  resume: plainRow(say`Resume to run the remaining steps.`),
  track: plainRow(say`Azure continues with what was sent. Resume to track it and run the remaining steps.`),
} as const;

type NextStepTable = typeof table;

const nextStep = variants(
  Object.fromEntries(Object.entries(table).map(([kind, { fields }]) => [kind, fields])) as unknown as {
    readonly [K in keyof NextStepTable]: NextStepTable[K]['fields'];
  },
  { make: open },
);
/** A next step after a change. */
export type NextStep = Of<typeof nextStep>;

/** The same, or a sentence that an earlier version kept, which has no button. */
export type KeptNext = NextStep | Words;

/** Returns the next steps that a plan has kept, or their sentences if another version with other kinds wrote them. */
export function nextStepsKept({
  next,
  nextSteps,
}: {
  readonly next: readonly Words[];
  readonly nextSteps?: readonly NextStep[];
}): readonly KeptNext[] {
  return readOrUndefined(list(nextStep), nextSteps) ?? next;
}

/** Returns false for a sentence. */
export function isStep(next: KeptNext): next is NextStep {
  return typeof next === 'object' && 'kind' in next;
}

/** Returns the sentence for a next step. */
export function nextWords(next: KeptNext): Words {
  return isStep(next) ? (table[next.kind] as NextStepRow).words(next) : next;
}

/** Returns the command that the sentence of a next step ends with, if it has one. */
export function commandOf(next: KeptNext): string | undefined {
  return isStep(next) ? (table[next.kind] as NextStepRow).command?.(next) : undefined;
}

/** Returns the place where a next step can be done, if there is one. */
export function doorOf(next: KeptNext): NextDoor | undefined {
  return isStep(next) ? (table[next.kind] as NextStepRow).door : undefined;
}
