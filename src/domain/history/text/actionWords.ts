/** What actions are called: what was done, and what somebody tried to do. */
import { toText, textOf } from '../../../sentences/textOf.ts';
import { templated } from '../../../sentences/words.ts';

/** A verb in both forms, with what it was done to, where `{0}` is the name of the resource. */
interface ActionWords {
  readonly done: string;
  readonly tried: string;
}

const words = (done: string, tried: string): ActionWords => ({ done, tried });

const cluster = 'microsoft.containerservice/managedclusters';
const identity = 'microsoft.managedidentity/userassignedidentities';

const authorization = 'microsoft.authorization';
const policy = `${authorization}/policies`;
const lock = `${authorization}/locks`;

/** By Azure's names in small letters. Source of what Azure Policy logs: https://learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema#policy-category */
const ofActions: Readonly<Record<string, ActionWords>> = {
  [`${cluster}/write`]: words('changed cluster {0}', 'change cluster {0}'),
  [`${cluster}/delete`]: words('deleted cluster {0}', 'delete cluster {0}'),
  [`${cluster}/start/action`]: words('started cluster {0}', 'start cluster {0}'),
  [`${cluster}/stop/action`]: words('stopped cluster {0}', 'stop cluster {0}'),
  [`${cluster}/abort/action`]: words('aborted what ran on cluster {0}', 'abort what ran on cluster {0}'),
  [`${cluster}/runcommand/action`]: words('ran a command in cluster {0}', 'run a command in cluster {0}'),
  [`${cluster}/rotateclustercertificates/action`]: words(
    'rotated the certificates of cluster {0}',
    'rotate the certificates of cluster {0}',
  ),
  [`${cluster}/resetserviceprincipalprofile/action`]: words(
    'reset the service principal of cluster {0}',
    'reset the service principal of cluster {0}',
  ),
  [`${cluster}/resetaadprofile/action`]: words(
    'reset the Microsoft Entra settings of cluster {0}',
    'reset the Microsoft Entra settings of cluster {0}',
  ),
  [`${cluster}/listclusteradmincredential/action`]: words(
    'fetched the admin credential of cluster {0}',
    'fetch the admin credential of cluster {0}',
  ),
  [`${cluster}/accessprofiles/listcredential/action`]: words('fetched credential {0}', 'fetch credential {0}'),
  [`${cluster}/listclusterusercredential/action`]: words(
    'fetched the user credential of cluster {0}',
    'fetch the user credential of cluster {0}',
  ),
  [`${cluster}/listclustermonitoringusercredential/action`]: words(
    'fetched the monitoring credential of cluster {0}',
    'fetch the monitoring credential of cluster {0}',
  ),
  [`${cluster}/managednamespaces/listcredential/action`]: words(
    'fetched the credential of namespace {0}',
    'fetch the credential of namespace {0}',
  ),
  [`${cluster}/managednamespaces/write`]: words('created or changed namespace {0}', 'create or change namespace {0}'),
  [`${cluster}/managednamespaces/delete`]: words('removed namespace {0}', 'remove namespace {0}'),
  [`${cluster}/agentpools/write`]: words('created or changed node pool {0}', 'create or change node pool {0}'),
  [`${cluster}/agentpools/delete`]: words('deleted node pool {0}', 'delete node pool {0}'),
  [`${cluster}/agentpools/upgradenodeimageversion/action`]: words(
    'upgraded the node image of pool {0}',
    'upgrade the node image of pool {0}',
  ),
  [`${cluster}/identitybindings/write`]: words(
    'created or changed identity binding {0}',
    'create or change identity binding {0}',
  ),
  [`${cluster}/identitybindings/delete`]: words('removed identity binding {0}', 'remove identity binding {0}'),
  [`${cluster}/trustedaccessrolebindings/write`]: words(
    'created or changed Trusted Access binding {0}',
    'create or change Trusted Access binding {0}',
  ),
  [`${cluster}/trustedaccessrolebindings/delete`]: words(
    'removed Trusted Access binding {0}',
    'remove Trusted Access binding {0}',
  ),
  [`${identity}/write`]: words('created or changed identity {0}', 'create or change identity {0}'),
  [`${identity}/delete`]: words('deleted identity {0}', 'delete identity {0}'),
  [`${identity}/assign/action`]: words('assigned identity {0} to a resource', 'assign identity {0} to a resource'),
  [`${identity}/federatedidentitycredentials/write`]: words(
    'created or changed federated credential {0}',
    'create or change federated credential {0}',
  ),
  [`${identity}/federatedidentitycredentials/delete`]: words(
    'removed federated credential {0}',
    'remove federated credential {0}',
  ),
  [`${authorization}/roledefinitions/write`]: words('created or changed role {0}', 'create or change role {0}'),
  [`${authorization}/roledefinitions/delete`]: words('deleted role {0}', 'delete role {0}'),
  [`${authorization}/roleeligibilityschedulerequests/write`]: words(
    'requested a change of who may activate a role on {0}',
    'request a change of who may activate a role on {0}',
  ),
  [`${authorization}/roleassignmentschedulerequests/write`]: words(
    'requested a change of who has a role on {0}',
    'request a change of who has a role on {0}',
  ),
  [`${lock}/write`]: words('created or changed lock {0}', 'create or change lock {0}'),
  [`${lock}/delete`]: words('removed lock {0}', 'remove lock {0}'),
  [`${policy}/deny/action`]: words('denied a request for {0}', 'deny a request for {0}'),
  [`${policy}/denyaction/action`]: words('denied a request for {0}', 'deny a request for {0}'),
  [`${policy}/audit/action`]: words('found {0} not compliant', 'audit {0}'),
  [`${policy}/auditifnotexists/action`]: words('checked what {0} should have', 'check what {0} should have'),
  [`${policy}/deployifnotexists/action`]: words(
    'checked or deployed what {0} should have',
    'deploy what {0} should have',
  ),
  [`${policy}/modify/action`]: words('modified a request for {0}', 'modify a request for {0}'),
  [`${policy}/append/action`]: words('modified a request for {0}', 'modify a request for {0}'),
};

/** Says what was done to a resource, or what somebody tried to do; an action without words of its own is named. */
export function actionText(action: string, name: string, form: keyof ActionWords, isCreation = false): string {
  const lower = action.toLowerCase();
  if (isCreation && lower === `${cluster}/write`)
    return form === 'done' ? toText`created cluster ${name}` : toText`create cluster ${name}`;
  if (isCreation && lower === `${identity}/write`)
    return form === 'done' ? toText`created identity ${name}` : toText`create identity ${name}`;
  const known = Object.hasOwn(ofActions, lower) ? ofActions[lower] : undefined;
  if (known !== undefined) return textOf(templated(known[form], name));
  return form === 'done' ? toText`used ${action} on ${name}` : toText`use ${action} on ${name}`;
}
