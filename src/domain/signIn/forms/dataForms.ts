/** Messages of services that decide about their data in ways of their own. */
import { say } from '../../../sentences/words.ts';
import { weightOf, type MessageForm } from '../situation/form.ts';
import { advice, inMessage, likely, open } from '../situation/judgement.ts';

/** The forms. */
export const dataForms: readonly MessageForm[] = [
  {
    name: 'storageNetwork',
    looksLike: 'AuthorizationFailure: This request is not authorized to perform this operation (storage)',
    finds: /\bAuthorizationFailure\b|not authorized to perform this operation\.(?! ?using)/g,
    fields: [{ name: 'storageAccount', finds: /https:\/\/([\w<>*-]{1,60})\.(?:blob|file|queue|table|dfs)\.core\./i }],
    means: say`Storage refuses the request before it looks at roles, mostly by its network rules.`,
    looksAt: say`The message alone.`,
    causes: ['UNKNOWN'],
    weight: weightOf.resource - 1,
    source: 'https://learn.microsoft.com/azure/storage/blobs/blob-storage-error-codes',
    judge: () =>
      open([], {
        text: say`The storage account refuses the request, mostly because of its network rules. A missing role has another message.`,
        next: [
          say`Check the network rules of the storage account and its private endpoint, then whether it allows what the request uses: a SAS or the key of the account.`,
        ],
      }),
  },
  {
    name: 'cosmosRoleMissing',
    looksLike:
      'principal [...] does not have required RBAC permissions to perform action [...] on resource [...] (Cosmos DB)',
    finds:
      /principal \[(?<objectId>[^\]]{3,60})\] does not have required RBAC permissions to perform action \[(?<action>[^\]]{3,300})\]/gi,
    means: say`Cosmos DB decides with roles of its own, and the principal has none that allows it.`,
    looksAt: say`The message alone: the roles for data are not among the roles of Azure.`,
    causes: ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'TRANSIENT'],
    weight: weightOf.resource,
    source: 'https://learn.microsoft.com/azure/cosmos-db/nosql/how-to-connect-role-based-access-control',
    judge: ({ fields }) => {
      const [principal, action] = (['objectId', 'action'] as const).map((name) =>
        fields.find((each) => each.name === name),
      );
      return likely('ROLE_MISSING', {
        text: say`The principal lacks a role of Cosmos DB for its data (${action?.value ?? ''}).`,
        evidence: principal === undefined ? [] : [inMessage(say`The principal is ${principal.value}.`)],
        possible: ['ROLE_WRONG_PRINCIPAL', 'TRANSIENT'],
        restsOn: [principal, action],
        asker: principal === undefined ? {} : { objectId: principal.value },
        fixes: [
          advice(
            say`Assign a role of Cosmos DB to the principal: az cosmosdb sql role assignment create. Roles of Azure such as Contributor do not open the data.`,
          ),
        ],
      });
    },
  },
  {
    name: 'claimMissing',
    looksLike:
      "Unauthorized access. 'Listen' claim(s) are required to perform this operation (Service Bus, Event Hubs)",
    finds: /'(?<action>Listen|Send|Manage)(?:, ?\w{3,8}){0,2}' claim(?:\(s\)|s)? (?:are|is) required/gi,
    means: say`Signed in, but without a role for the queue, the topic or the event hub. The message does not name the principal.`,
    looksAt: say`The message alone.`,
    causes: ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'TRANSIENT'],
    weight: weightOf.resource,
    source: 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-managed-service-identity',
    judge: ({ fields }) => {
      const claim = fields[0]?.value.toLowerCase() ?? '';
      const role = claim === 'listen' ? 'Data Receiver' : claim === 'send' ? 'Data Sender' : 'Data Owner';
      return likely('ROLE_MISSING', {
        text: say`Who asks lacks a role for the data of the Service Bus or Event Hubs namespace.`,
        possible: ['ROLE_WRONG_PRINCIPAL', 'TRANSIENT'],
        fixes: [
          advice(
            say`Assign Azure Service Bus ${role} or Azure Event Hubs ${role}, at the queue, topic or event hub, to the identity that asks.`,
          ),
        ],
      });
    },
  },
  {
    name: 'kubernetesRoleMissing',
    looksLike: 'is forbidden: User "..." cannot ...: User does not have access to the resource in Azure',
    finds: {
      first: /is forbidden: User "(?<objectId>[\w@.<>*-]{3,120})" cannot [\w-]{1,40}/gi,
      then: /does not have access to the resource in Azure/gi,
      within: 300,
      unless: /is forbidden: User/i,
    },
    means: say`Azure RBAC for Kubernetes denies it: the principal lacks a role on the cluster or the namespace.`,
    looksAt: say`The message alone.`,
    causes: ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'TRANSIENT'],
    weight: weightOf.kubernetes + 1,
    source: 'https://learn.microsoft.com/azure/aks/manage-azure-rbac',
    judge: ({ fields }) => {
      const [principal] = fields;
      return likely('ROLE_MISSING', {
        text: say`${principal?.value ?? 'The principal'} lacks a role of Azure RBAC for Kubernetes on the cluster.`,
        possible: ['ROLE_WRONG_PRINCIPAL', 'TRANSIENT'],
        restsOn: [principal],
        asker: principal === undefined ? {} : { objectId: principal.value },
        fixes: [
          advice(
            say`Assign Azure Kubernetes Service RBAC Reader or Writer to the principal, on the cluster or on one namespace of it.`,
          ),
        ],
      });
    },
  },
];
