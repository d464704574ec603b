/** What actions are called: what was done, and what somebody tried to do. */

/** A verb in both forms, with what it was done to, where `{}` is the name of the resource. */
interface ActionWords {
  readonly done: string;
  readonly tried: string;
}

const words = (done: string, tried: string): ActionWords => ({ done, tried });

const cluster = 'microsoft.containerservice/managedclusters';
const identity = 'microsoft.managedidentity/userassignedidentities';

/** By Azure's names in small letters. */
const ofActions: Readonly<Record<string, ActionWords>> = {
  [`${cluster}/write`]: words('changed cluster {}', 'change cluster {}'),
  [`${cluster}/delete`]: words('deleted cluster {}', 'delete cluster {}'),
  [`${cluster}/start/action`]: words('started cluster {}', 'start cluster {}'),
  [`${cluster}/stop/action`]: words('stopped cluster {}', 'stop cluster {}'),
  [`${cluster}/abort/action`]: words('aborted what ran on cluster {}', 'abort what ran on cluster {}'),
  [`${cluster}/runcommand/action`]: words('ran a command in cluster {}', 'run a command in cluster {}'),
  [`${cluster}/rotateclustercertificates/action`]: words(
    'rotated the certificates of cluster {}',
    'rotate the certificates of cluster {}',
  ),
  [`${cluster}/resetserviceprincipalprofile/action`]: words(
    'reset the service principal of cluster {}',
    'reset the service principal of cluster {}',
  ),
  [`${cluster}/resetaadprofile/action`]: words(
    'reset the Microsoft Entra settings of cluster {}',
    'reset the Microsoft Entra settings of cluster {}',
  ),
  [`${cluster}/listclusteradmincredential/action`]: words(
    'fetched the admin credential of cluster {}',
    'fetch the admin credential of cluster {}',
  ),
  [`${cluster}/accessprofiles/listcredential/action`]: words(
    'fetched credential {} of the cluster',
    'fetch credential {} of the cluster',
  ),
  [`${cluster}/listclusterusercredential/action`]: words(
    'fetched the user credential of cluster {}',
    'fetch the user credential of cluster {}',
  ),
  [`${cluster}/listclustermonitoringusercredential/action`]: words(
    'fetched the monitoring credential of cluster {}',
    'fetch the monitoring credential of cluster {}',
  ),
  [`${cluster}/managednamespaces/listcredential/action`]: words(
    'fetched the credential of namespace {}',
    'fetch the credential of namespace {}',
  ),
  [`${cluster}/managednamespaces/write`]: words('created or changed namespace {}', 'create or change namespace {}'),
  [`${cluster}/managednamespaces/delete`]: words('removed namespace {}', 'remove namespace {}'),
  [`${cluster}/agentpools/write`]: words('created or changed node pool {}', 'create or change node pool {}'),
  [`${cluster}/agentpools/delete`]: words('deleted node pool {}', 'delete node pool {}'),
  [`${cluster}/agentpools/upgradenodeimageversion/action`]: words(
    'upgraded the node image of pool {}',
    'upgrade the node image of pool {}',
  ),
  [`${cluster}/identitybindings/write`]: words(
    'created or changed identity binding {}',
    'create or change identity binding {}',
  ),
  [`${cluster}/identitybindings/delete`]: words('removed identity binding {}', 'remove identity binding {}'),
  [`${cluster}/trustedaccessrolebindings/write`]: words(
    'created or changed Trusted Access binding {}',
    'create or change Trusted Access binding {}',
  ),
  [`${cluster}/trustedaccessrolebindings/delete`]: words(
    'removed Trusted Access binding {}',
    'remove Trusted Access binding {}',
  ),
  [`${identity}/write`]: words('created or changed identity {}', 'create or change identity {}'),
  [`${identity}/delete`]: words('deleted identity {}', 'delete identity {}'),
  [`${identity}/assign/action`]: words('assigned identity {} to a resource', 'assign identity {} to a resource'),
  [`${identity}/federatedidentitycredentials/write`]: words(
    'created or changed federated credential {}',
    'create or change federated credential {}',
  ),
  [`${identity}/federatedidentitycredentials/delete`]: words(
    'removed federated credential {}',
    'remove federated credential {}',
  ),
};

/** Says what was done to a resource, or what somebody tried to do; an action without words of its own is named. */
export function actionText(action: string, name: string, form: keyof ActionWords, isCreation = false): string {
  const lower = action.toLowerCase();
  if (isCreation && lower === `${cluster}/write`)
    return form === 'done' ? `created cluster ${name}` : `create cluster ${name}`;
  if (isCreation && lower === `${identity}/write`)
    return form === 'done' ? `created identity ${name}` : `create identity ${name}`;
  const known = Object.hasOwn(ofActions, lower) ? ofActions[lower] : undefined;
  if (known !== undefined) return known[form].replace('{}', () => name);
  return form === 'done' ? `used ${action} on ${name}` : `use ${action} on ${name}`;
}
