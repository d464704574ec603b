/** What an entry is about, from its action and the properties that changed. */
import { isClusterWrite } from './actions.ts';
import { isOfUnknownValues } from './unknownValues.ts';
import type { HistoryEntry, HistoryKind, PropertyChange } from './model.ts';

/** What a property of a cluster or an identity is about; `undefined` for one that says nothing about either. */
export function kindOfProperty(resourceType: string, path: string): HistoryKind | undefined {
  const lower = path.toLowerCase();
  if (isIdentityType(resourceType)) return lower.startsWith('properties.') ? 'identity' : undefined;
  return clusterProperties.find(({ matches }) => matches.test(lower))?.kind;
}

function isIdentityType(resourceType: string): boolean {
  return resourceType.toLowerCase().startsWith('microsoft.managedidentity/');
}

/** The properties of a cluster that are shown; everything else is counted. */
const clusterProperties: readonly { readonly matches: RegExp; readonly kind: HistoryKind }[] = [
  { matches: /^identity\b/, kind: 'identity' },
  {
    matches:
      /^properties\.(?:identityprofile|serviceprincipalprofile|oidcissuerprofile|securityprofile|ingressprofile|podidentityprofile)\b/,
    kind: 'identity',
  },
  { matches: /^properties\.addonprofiles\.[^.]+\.(?:enabled$|identity\b)/, kind: 'identity' },
  { matches: /^properties\.(?:aadprofile|apiserveraccessprofile)\b/, kind: 'access' },
  { matches: /^properties\.(?:disablelocalaccounts|enablerbac)$/, kind: 'access' },
  { matches: /^properties\.agentpoolprofiles\[\d+\]\.(?:vnetsubnetid|podsubnetid)$/, kind: 'other' },
];

const clusters = 'microsoft.containerservice/managedclusters/';

/** Returns what an entry is or may be about: a write of a cluster whose values nobody knows may be about who acts, and who gets in. */
export function possibleKindsOf(entry: HistoryEntry): readonly HistoryKind[] {
  const isOpen = isOfUnknownValues(entry) && isClusterWrite(entry);
  return isOpen ? [...new Set<HistoryKind>([...entry.kinds, 'identity', 'access'])] : entry.kinds;
}

/** Returns what an entry is about. */
export function kindsOf(
  action: string,
  resourceType: string,
  changes: readonly PropertyChange[],
  isCreation = false,
): readonly HistoryKind[] {
  const lower = action.toLowerCase();
  // Whoever creates a cluster says who its identities are, and how people get in.
  if (isCreation && isClusterWrite({ action })) return ['identity', 'access'];
  const ofAction = kindOfAction(lower);
  const ofChanges = changes.flatMap(({ path }) => kindOfProperty(resourceType, path) ?? []);
  // A cluster that is written is about whatever changed in it.
  const kinds = [...new Set(ofAction === 'other' ? ofChanges : [ofAction, ...ofChanges])];
  return kinds.length === 0 ? ['other'] : kinds;
}

function kindOfAction(action: string): HistoryKind {
  if (isCredentialFetch(action)) return 'credentials';
  if (/^microsoft\.authorization\/(?:role|denyassignments|classicadministrators|elevateaccess)/.test(action))
    return 'roles';
  if (action.startsWith('microsoft.managedidentity/')) return 'identity';
  if (!action.startsWith(clusters)) return 'other';
  const rest = action.slice(clusters.length);
  if (/^(?:identitybindings|resetserviceprincipalprofile)\//.test(rest)) return 'identity';
  return accessActions.test(rest) ? 'access' : 'other';
}

const accessActions =
  /^(?:trustedaccessrolebindings|managednamespaces|jwtauthenticators|privateendpointconnections|runcommand|rotateclustercertificates|rotateserviceaccountsigningkeys|resetaadprofile)\//;

/** Returns true for an action that gives out a kubeconfig. */
function isCredentialFetch(action: string): boolean {
  return /^microsoft\.containerservice\/managedclusters\/(?:.*\/)?(?:listcluster(?:admin|user|monitoringuser)credential|listcredential)\/action$/.test(
    action.toLowerCase(),
  );
}
