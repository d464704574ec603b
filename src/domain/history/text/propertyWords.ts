/** What became of the properties of a cluster that have a name of their own in the field. */
import { lastSegment, parseResourceId } from '../../arm/resourceId.ts';
import { addonName } from '../../cluster/addons.ts';
import { textOf as wordsText } from '../../../sentences/textOf.ts';
import { say, type Phrase, type Words } from '../../../sentences/words.ts';
import type { HistoryValue, PropertyChange } from '../model.ts';
import { goesWithAssignment, identityWords } from './assignedIdentities.ts';

/** Something of a cluster that is on or off. */
interface Switch {
  readonly at: RegExp;
  readonly name: (key: string) => Phrase;
  /** The property says that it is off. */
  readonly isReversed?: true;
}

const switches: readonly Switch[] = [
  { at: /^properties\.disablelocalaccounts$/, name: () => say`local accounts`, isReversed: true },
  { at: /^properties\.oidcissuerprofile\.enabled$/, name: () => say`OIDC issuer` },
  { at: /^properties\.securityprofile\.workloadidentity\.enabled$/, name: () => say`workload identity` },
  { at: /^properties\.podidentityprofile\.enabled$/, name: () => say`pod-managed identities` },
  { at: /^properties\.ingressprofile\.webapprouting\.enabled$/, name: () => say`application routing` },
  {
    at: /^properties\.ingressprofile\.webapprouting\.gatewayapiimplementations\.approutingistio\.mode$/,
    name: () => say`application routing's Istio`,
  },
  { at: /^properties\.ingressprofile\.gatewayapi\.installation$/, name: () => say`Gateway API CRDs of AKS` },
  { at: /^properties\.aadprofile\.managed$/, name: () => say`Microsoft Entra` },
  { at: /^properties\.aadprofile\.enableazurerbac$/, name: () => say`Azure RBAC for Kubernetes` },
  { at: /^properties\.enablerbac$/, name: () => say`Kubernetes RBAC` },
  { at: /^properties\.apiserveraccessprofile\.enableprivatecluster$/, name: () => say`private cluster` },
  { at: /^properties\.apiserveraccessprofile\.disableruncommand$/, name: () => say`run command`, isReversed: true },
  { at: /^properties\.addonprofiles\.([^.]+)\.enabled$/, name: addonName },
];

/** Lists of a cluster; the places of what is in them say nothing. */
const listed: readonly { readonly at: RegExp; readonly name: (value: string) => Words }[] = [
  { at: /^properties\.aadprofile\.admingroupobjectids\[\d+\]$/, name: () => say`admin group` },
  { at: /^properties\.apiserveraccessprofile\.authorizedipranges\[\d+\]$/, name: () => say`authorized IP range` },
  {
    at: /^properties\.ingressprofile\.webapprouting\.dnszoneresourceids\[\d+\]$/,
    name: (id) => (/\/privatednszones\//i.test(id) ? say`private DNS zone` : say`DNS zone`),
  },
];

/** Texts of a cluster. */
const texts: readonly { readonly at: RegExp; readonly name: Words }[] = [
  {
    at: /^properties\.ingressprofile\.webapprouting\.nginx\.defaultingresscontrollertype$/,
    name: say`default NGINX ingress controller`,
  },
  { at: /^properties\.oidcissuerprofile\.issuerurl$/, name: say`token issuer` },
];

/** Says what became of a property in words; `undefined` for one that is told by its path and values. */
export function propertyWords(
  change: PropertyChange,
  changes: readonly PropertyChange[] = [change],
): Words | undefined {
  const { path, before, after } = change;
  const assigned = identityWords(change, changes);
  if (assigned !== undefined) return assigned;
  const lower = path.toLowerCase();
  if (lower === 'properties.serviceprincipalprofile.clientid' && before.kind === 'text' && textOf(after) === 'msi')
    return say`service principal ${before.text} no longer used`;
  const [, user = '', id] = /^properties\.(.+)\.(resourceid|objectid|clientid)$/.exec(lower) ?? [];
  const owner = identityOwner(user);
  if (owner !== undefined) {
    if (id === 'resourceid') return identityText(owner, before, after);
    const name =
      id === 'objectid' ? say`object ID of the identity of ${owner}` : say`client ID of the identity of ${owner}`;
    return valueText(name, before, after);
  }
  const text = texts.find(({ at }) => at.test(lower));
  if (text !== undefined) return valueText(text.name, before, after);
  const item = listed.find(({ at }) => at.test(lower));
  if (item !== undefined) return itemText(item.name, before, after);
  for (const { at, name, isReversed = false } of switches) {
    const [whole, key = ''] = at.exec(lower) ?? [];
    if (whole === undefined) continue;
    const [was, is] = [before, after].map((side) => stateOf(side));
    if (was === undefined || is === undefined) return undefined;
    if (was === is) return is === isReversed ? say`${name(key)} off, as before` : say`${name(key)} on, as before`;
    return is === isReversed ? say`${name(key)} turned off` : say`${name(key)} turned on`;
  }
  return undefined;
}

/** Says whether something is on or off as before, however it is written now. */
export function isAsBefore({ path, before, after }: PropertyChange): boolean {
  const lower = path.toLowerCase();
  const was = stateOf(before);
  return was !== undefined && was === stateOf(after) && switches.some(({ at }) => at.test(lower));
}

function valueText(name: Words, before: HistoryValue, after: HistoryValue): Words | undefined {
  if (after.kind === 'text') {
    if (before.kind === 'text') return say`${name} from ${before.text} to ${after.text}`;
    return before.kind === 'nothing' ? say`${name} set to ${after.text}` : undefined;
  }
  return before.kind === 'text' && after.kind === 'nothing'
    ? say`${name} no longer set, which was ${before.text}`
    : undefined;
}

function itemText(nameOf: (value: string) => Words, before: HistoryValue, after: HistoryValue): Words | undefined {
  const [was, is] = [before, after].map((side) =>
    side.kind === 'text' ? { name: nameOf(side.text), text: itemName(side.text) } : undefined,
  );
  if (was === undefined) return is && say`${is.name} ${is.text} added`;
  if (is === undefined) return after.kind === 'nothing' ? say`${was.name} ${was.text} removed` : undefined;
  return wordsText(was.name) === wordsText(is.name)
    ? say`${is.name} from ${was.text} to ${is.text}`
    : say`${was.name} ${was.text} replaced by ${is.name} ${is.text}`;
}

function itemName(text: string): string {
  return parseResourceId(text) === undefined ? text : lastSegment(text);
}

/** Who has the identity of which a property tells. */
function identityOwner(path: string): Phrase | undefined {
  if (path === 'identityprofile.kubeletidentity') return say`the kubelet`;
  if (path === 'ingressprofile.webapprouting.identity') return say`application routing`;
  const [, addon] = /^addonprofiles\.([^.]+)\.identity$/.exec(path) ?? [];
  return addon === undefined ? undefined : addonName(addon);
}

function identityText(owner: Phrase, before: HistoryValue, after: HistoryValue): Words | undefined {
  const [from, to] = [before, after].map((side) => (side.kind === 'text' ? lastSegment(side.text) : undefined));
  if (from !== undefined && to !== undefined) return say`identity of ${owner} from ${from} to ${to}`;
  if (to !== undefined && before.kind === 'nothing') return say`identity ${to} for ${owner}`;
  return from !== undefined && after.kind === 'nothing' ? say`identity ${from} no longer for ${owner}` : undefined;
}

/** The IDs of an identity go without saying where its resource is told. */
export function goesWithAnother(change: PropertyChange, changes: readonly PropertyChange[]): boolean {
  if (goesWithAssignment(change, changes)) return true;
  const [, whole] =
    /^(properties\..*identity)\.(?:clientid|objectid|principalid)$/.exec(change.path.toLowerCase()) ?? [];
  return whole !== undefined && changes.some(({ path }) => path.toLowerCase() === `${whole}.resourceid`);
}

function textOf(side: HistoryValue): string | undefined {
  return side.kind === 'text' ? side.text.toLowerCase() : undefined;
}

/** Whether the property is true, or another word for it; what is not there is not. */
function stateOf(side: HistoryValue): boolean | undefined {
  const text = textOf(side);
  if (side.kind === 'nothing' || text === 'false' || text === 'disabled') return false;
  return text === 'true' || text === 'enabled' || text === 'standard' ? true : undefined;
}
