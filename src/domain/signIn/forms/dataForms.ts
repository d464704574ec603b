/** Messages of services about their data: someone has signed in, and is not let in. */
import { say } from '../../../sentences/words.ts';
import { explained } from './explained.ts';
import { weightOf, type DocumentedForm } from '../situation/form.ts';
import { dataServices } from '../judges/resources/dataServices.ts';
import { judgeData } from '../judges/resources/judgeData.ts';
import { judgeKubernetesRole } from '../judges/resources/kubernetesRole.ts';
import { judgeNamed, judgeOwnRoles, ownRoleServices } from './ownRoles.ts';

const causes = ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'TRANSIENT'] as const;

/** The forms. */
export const dataForms: readonly DocumentedForm[] = [
  ...dataServices.map((service): DocumentedForm => {
    const { name, looksLike, finds, fields, means, source, saysSo } = service;
    return {
      ...{ name, looksLike, finds, fields, means, source },
      causes: [...causes, 'CREDENTIAL_KIND_WRONG'],
      looksAt: say`Azure: the data roles of the identity that asks, at the resource that the message names. Cluster: which identity that is.`,
      weight: saysSo || name === 'storagePermissionMismatch' ? weightOf.resource : weightOf.resource - 2,
      ...(name === 'storagePermissionMismatch' ? { provesSignIn: true } : {}),
      judge: (hit, situation) => judgeData(service, hit, situation),
    };
  }),
  ...ownRoleServices.map((service): DocumentedForm => {
    const { name, looksLike, finds, fields = [], means, source } = service;
    return {
      ...{ name, looksLike, finds, fields, means, source, causes },
      provesSignIn: true,
      looksAt: say`The message alone: what opens the data is not among the roles of Azure.`,
      weight: weightOf.resource,
      judge: (hit) => judgeOwnRoles(service, hit),
    };
  }),
  {
    name: 'dataActionMissing',
    provesSignIn: true,
    looksLike: 'The principal `...` lacks the required data action `...` to perform `...` (Azure OpenAI, AI services)',
    finds:
      /principal [`'"](?<objectId>[\w<>*-]{3,60})[`'"] lacks the required data action [`'"](?<action>[\w<>*./-]{3,300})[`'"]/gi,
    fields: [
      { name: 'resource', finds: /https:\/\/([\w<>*-]{1,63})\.(?:openai|cognitiveservices|services\.ai)\.azure\./i },
    ],
    means: say`The principal lacks a role with this data action.`,
    looksAt: say`Azure: who the object ID is, and its data roles at the resource, if the message names it.`,
    causes: [...causes, 'CREDENTIAL_KIND_WRONG'],
    weight: weightOf.resource,
    source: 'https://learn.microsoft.com/azure/ai-services/openai/how-to/role-based-access-control',
    judge: judgeNamed,
  },
  explained({
    name: 'storageNetwork',
    looksLike: 'AuthorizationFailure: This request is not authorized to perform this operation (storage)',
    // Other clouds have the same words.
    finds:
      /(?:(?:code|error)["'<>]{0,3}[=: >]{0,3}["']{0,2})AuthorizationFailure\b|This request is not authorized to perform this operation\.(?! ?using)/gi,
    fields: [{ name: 'storageAccount', finds: /https:\/\/([\w<>*-]{1,60})\.(?:blob|file|queue|table|dfs)\.core\./i }],
    weight: weightOf.resource - 1,
    source: 'https://learn.microsoft.com/azure/storage/blobs/blob-storage-error-codes',
    means: say`The storage account refuses the request, mostly because of its network rules. A missing role has another message.`,
    next: [
      say`Check the network rules of the storage account and its private endpoint, then whether it allows what the request uses: a SAS or the key of the account.`,
    ],
  }),
  {
    name: 'kubernetesRoleMissing',
    looksLike: 'is forbidden: User "..." cannot ...: User does not have access to the resource in Azure',
    finds: {
      first: /is forbidden: User "(?<objectId>[\w@.<>*-]{3,120})" cannot [\w-]{1,40}/gi,
      then: /does not have access to the resource in Azure/gi,
      within: 300,
      unless: /is forbidden: User/i,
    },
    fields: [
      { name: 'action', finds: / cannot ([\w-]{1,40})\b/ },
      { name: 'resource', finds: / resource "([\w./-]{1,80})"/ },
      { name: 'namespace', finds: / in the namespace "([\w<>*-]{1,63})"/ },
    ],
    means: say`Azure RBAC for Kubernetes denies it: the principal lacks a role on the cluster or the namespace.`,
    looksAt: say`The message alone.`,
    causes: ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'TRANSIENT'],
    weight: weightOf.kubernetes + 1,
    source: 'https://learn.microsoft.com/azure/aks/manage-azure-rbac',
    judge: judgeKubernetesRole,
  },
];
