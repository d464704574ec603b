/** Services whose data Azure's roles open: how each refuses, and which actions and roles its data need. One record each. */
import { role, type RoleName } from '../../../access/roles.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import { dataHost } from '../../message/issuers.ts';
import type { FieldName, FieldPattern } from '../../message/field.ts';
import type { Finder } from '../../message/near.ts';

/** What the data of a kind of resource need. */
export interface DataAccess {
  readonly type: string;
  readonly reads: string;
  readonly writes: string;
  readonly reader: RoleName;
  readonly writer: RoleName;
  /** Has what neither of the two has: the queues, topics and event hubs themselves. */
  readonly manager?: RoleName;
}

/** How a service refuses someone who has signed in. */
export interface DataService {
  /** The name of the form. */
  readonly name: string;
  readonly looksLike: string;
  readonly finds: Finder | readonly Finder[];
  readonly fields: readonly FieldPattern[];
  readonly means: Words;
  /** The field that names the resource. */
  readonly named: FieldName;
  /** The kinds of resources that it can be, the likeliest first; the words that tell them apart are the field `service`. */
  readonly access: readonly DataAccess[];
  /** The message itself says that a role is lacking. */
  readonly saysSo: boolean;
  readonly source: string;
}

const storageAccounts = 'Microsoft.Storage/storageAccounts';
const ofStorage = (service: string, items: string, reader: RoleName, writer: RoleName): DataAccess => ({
  type: storageAccounts,
  reads: `${storageAccounts}/${service}/${items}/read`,
  writes: `${storageAccounts}/${service}/${items}/write`,
  reader,
  writer,
});

/** The data of a storage account, by the part of its address that names the service. */
export const storageData: Readonly<Record<'blob' | 'queue' | 'table' | 'file', DataAccess>> = {
  blob: ofStorage('blobServices', 'containers/blobs', role.blobDataReader, role.blobDataContributor),
  queue: ofStorage(
    'queueServices',
    'queues/messages',
    { name: 'Storage Queue Data Reader', id: '19e7f393-937e-4f77-808e-94535e297925' },
    { name: 'Storage Queue Data Contributor', id: '974c5e8b-45b9-4653-ba55-5f855dd0fb88' },
  ),
  table: ofStorage(
    'tableServices',
    'tables/entities',
    { name: 'Storage Table Data Reader', id: '76199698-9eea-4c19-bc75-cec21354c6b6' },
    { name: 'Storage Table Data Contributor', id: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' },
  ),
  file: ofStorage(
    'fileServices',
    'fileshares/files',
    { name: 'Storage File Data Privileged Reader', id: 'b8eda974-7b85-4f76-af95-65846b26df6d' },
    { name: 'Storage File Data Privileged Contributor', id: '69566ab7-960f-475b-8e7c-b3118f30c6bd' },
  ),
};

const serviceBus: DataAccess = {
  type: 'Microsoft.ServiceBus/namespaces',
  reads: 'Microsoft.ServiceBus/namespaces/messages/receive/action',
  writes: 'Microsoft.ServiceBus/namespaces/messages/send/action',
  reader: { name: 'Azure Service Bus Data Receiver', id: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0' },
  writer: { name: 'Azure Service Bus Data Sender', id: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39' },
  manager: { name: 'Azure Service Bus Data Owner', id: '090c5cfd-751d-490a-894a-3ce6f1109419' },
};
const eventHubs: DataAccess = {
  type: 'Microsoft.EventHub/namespaces',
  reads: 'Microsoft.EventHub/namespaces/messages/receive/action',
  writes: 'Microsoft.EventHub/namespaces/messages/send/action',
  reader: { name: 'Azure Event Hubs Data Receiver', id: 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde' },
  writer: { name: 'Azure Event Hubs Data Sender', id: '2b629674-e913-4c01-ae53-ef4638d8f975' },
  manager: { name: 'Azure Event Hubs Data Owner', id: 'f526a384-b230-433a-b45c-95f59c4a2dec' },
};
const appConfiguration: DataAccess = {
  type: 'Microsoft.AppConfiguration/configurationStores',
  reads: 'Microsoft.AppConfiguration/configurationStores/keyValues/read',
  writes: 'Microsoft.AppConfiguration/configurationStores/keyValues/write',
  reader: { name: 'App Configuration Data Reader', id: '516239f1-63e1-4d78-a4de-a74fb236a071' },
  writer: { name: 'App Configuration Data Owner', id: '5ae67dd6-50cb-40e7-96ff-dc2bfa4b606b' },
};
const search: DataAccess = {
  type: 'Microsoft.Search/searchServices',
  reads: 'Microsoft.Search/searchServices/indexes/documents/read',
  writes: 'Microsoft.Search/searchServices/indexes/documents/write',
  reader: { name: 'Search Index Data Reader', id: '1407120a-92aa-4202-b7e9-c0e197c71c8f' },
  writer: { name: 'Search Index Data Contributor', id: '8ebe5a00-799e-43f5-93ac-243d3dce84a7' },
};

/** A refusal close behind an address. */
const refusal = /\b403\b|Forbidden|not authorized/gi;
const refusedAt = (host: string): Finder => ({
  first: new RegExp(host, 'gi'),
  then: refusal,
  within: 300,
  unless: /https?:\/\/|AADSTS\d|\b20[0-4] |\bsucceeded\b|\bok\b/i,
});
/** The address is left out by .NET: the frames of the stack name the package. */
const refusedIn = (space: string): Finder => ({
  first: /Status: 403 \(Forbidden\)/g,
  then: new RegExp(`\\bat ${space}\\.`, 'g'),
  within: 1500,
});
const resourceAt = (service: string): FieldPattern => ({ name: 'resource', finds: new RegExp(dataHost(service), 'i') });

const kafkaRefuses = /Not authorized to access (?:topics?|group)\b|TOPIC_AUTHORIZATION_FAILED/gi;
/** Event Hubs have a port for them. */
const kafkaHost = /(?<![\w.-])(?<resource>[\w<>*-]{1,60})\.servicebus\.[\w.]{3,40}(?<service>:9093)/gi;

/** The services; a new one is a record here. */
export const dataServices: readonly DataService[] = [
  {
    name: 'storagePermissionMismatch',
    looksLike:
      'AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission',
    finds: /AuthorizationPermissionMismatch|not authorized to perform this operation using this permission/gi,
    fields: [
      {
        name: 'storageAccount',
        finds: /https:\/\/([\w<>*-]{1,60})\.(?:z\d{1,3}\.)?(?:blob|file|queue|table|dfs)\.(?:core|storage)\./i,
      },
      {
        name: 'service',
        finds: /https:\/\/[\w<>*-]{1,60}\.(?:z\d{1,3}\.)?(blob|file|queue|table|dfs)\.(?:core|storage)\./i,
      },
      // A request that reads may be the first of several; one that writes tells enough.
      {
        name: 'action',
        finds:
          /\b(PUT|PATCH|DELETE) "?https:\/\/[\w<>*-]{1,60}\.(?:z\d{1,3}\.)?(?:blob|file|queue|table|dfs)\.(?:core|storage)\./,
        isBefore: true,
      },
      { name: 'action', finds: /Request method: '(PUT|PATCH|DELETE)'/, isBefore: true },
    ],
    means: say`Signed in, but without a role for the data. The message names neither the principal nor the action.`,
    named: 'storageAccount',
    access: Object.values(storageData),
    saysSo: false,
    source: 'https://learn.microsoft.com/azure/storage/blobs/authorize-access-azure-active-directory',
  },
  {
    name: 'claimMissing',
    looksLike:
      "Unauthorized access. 'Listen' claim(s) are required to perform this operation (Service Bus, Event Hubs)",
    // Programs have claims of their own.
    finds: [
      {
        first: /'?(?<action>Listen|Send|Manage)(?:, ?\w{3,16}){0,3}'? claim(?:\(s\)|s)?(?: (?:are|is))? required/gi,
        then: /(?:to perform|for) this operation|servicebus|sb:\/\/|amqp|TrackingId/gi,
        within: 300,
      },
      // So clients of Kafka say it.
      { first: kafkaRefuses, then: kafkaHost, within: 900 },
      { first: kafkaHost, then: kafkaRefuses, within: 900 },
    ],
    fields: [
      {
        name: 'resource',
        finds: /(?:sb|https|amqps):\/\/([\w<>*-]{1,60})\.servicebus\./i,
      },
      // Both have the same host.
      {
        name: 'service',
        finds:
          /(consumergroups|Messaging\.EventHubs|azure[._-]?event_?hub|azeventhubs|Messaging\.ServiceBus|azure[._-]?service_?bus|azservicebus)/i,
      },
    ],
    means: say`Signed in, but without a role for the queue, the topic or the event hub. The message does not name the principal.`,
    named: 'resource',
    access: [serviceBus, eventHubs],
    saysSo: true,
    source: 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-managed-service-identity',
  },
  {
    name: 'configurationRefuses',
    looksLike: 'https://NAME.azconfig.io/... 403 Forbidden (App Configuration)',
    finds: [
      refusedAt('https://(?<resource>[\\w<>*-]{1,60})\\.azconfig(?:-sov)?\\.(?:io|azure\\.us|azure\\.cn)'),
      refusedIn('Azure\\.Data\\.AppConfiguration'),
    ],
    fields: [],
    means: say`App Configuration refuses someone who has signed in: without a role for the data, or because of its network rules.`,
    named: 'resource',
    access: [appConfiguration],
    saysSo: false,
    source: 'https://learn.microsoft.com/azure/azure-app-configuration/concept-enable-rbac',
  },
  {
    name: 'searchRefuses',
    looksLike: 'https://NAME.search.windows.net/... 403 Forbidden (AI Search)',
    finds: [refusedAt(dataHost('search')), refusedIn('Azure\\.Search\\.Documents')],
    fields: [resourceAt('search')],
    means: say`AI Search refuses someone who has signed in: without a role for the data, or because it takes keys only.`,
    named: 'resource',
    access: [search],
    saysSo: false,
    source: 'https://learn.microsoft.com/azure/search/search-security-rbac',
  },
];
