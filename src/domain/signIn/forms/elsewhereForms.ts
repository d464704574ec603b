/** Messages of services that let the program sign in, and refuse for another reason than a missing role. */
import { say } from '../../../sentences/words.ts';
import { explained, type ExplainedForm } from './explained.ts';
import type { DocumentedForm } from '../situation/form.ts';

const armErrors = 'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors';

const all: readonly ExplainedForm[] = [
  {
    name: 'accessTokenExpired',
    looksLike: 'ExpiredAuthenticationToken: The access token expiry UTC time ... is earlier than current UTC time',
    finds: /ExpiredAuthenticationToken|access token expiry UTC time/g,
    means: say`The program signed in once and goes on with an access token that has expired.`,
    next: [
      say`Let the program ask its library for a token before each request: the library renews it. Compare the clock of the node with the time in the message.`,
    ],
    source: armErrors,
  },
  {
    name: 'wrongAudience',
    looksLike: 'InvalidAuthenticationTokenAudience (Azure Resource Manager); AKV10022: Invalid audience (Key Vault)',
    finds: /InvalidAuthenticationTokenAudience|obtained for wrong audience or resource|AKV10022/g,
    means: say`The access token is for another service than the one that was called, so no role plays a part.`,
    next: [
      say`Correct the scope (resource) that the program asks for: the message names the one that the service expects.`,
    ],
    source: 'https://learn.microsoft.com/azure/key-vault/general/common-error-codes',
  },
  {
    name: 'subscriptionNotFound',
    looksLike: "SubscriptionNotFound: The subscription '...' could not be found",
    finds: /\bSubscriptionNotFound\b/g,
    means: say`Azure does not know the subscription in the directory that the program signed in to: its ID is wrong, it was deleted, or it is in another directory.`,
    next: [
      say`Compare the subscription ID in the settings of the program with az account list, and the directory with the one of the subscription.`,
    ],
    source: armErrors,
  },
  {
    name: 'disallowedByPolicy',
    provesSignIn: true,
    looksLike: "RequestDisallowedByPolicy: Resource '...' was disallowed by policy",
    finds: /\bRequestDisallowedByPolicy\b/g,
    means: say`The sign-in works: an assignment of Azure Policy forbids what was to be created or changed.`,
    next: [say`Read the policy that the message names, and change the request or ask for an exemption.`],
    source:
      'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy',
  },
  {
    name: 'scopeLocked',
    provesSignIn: true,
    looksLike:
      'ScopeLocked: The scope ... cannot perform write (delete) operation because following scope(s) are locked',
    finds: /\bScopeLocked\b|because following scope\(s\) are locked/g,
    means: say`The sign-in works: a lock keeps what was to be changed or deleted as it is.`,
    next: [say`Look at the locks of the scope that the message names. Whoever set them knows whether they may go.`],
    source: 'https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources',
  },
  {
    name: 'throttled',
    looksLike: 'TooManyRequests: The request is being throttled (Azure Resource Manager)',
    finds:
      /Code="?TooManyRequests|"code":\s?"TooManyRequests"|SubscriptionRequestsThrottled|too many requests have been received for this subscription|request is being throttled as the limit has been reached/g,
    means: say`Azure takes no more requests for a while: there were too many of them. It has nothing to do with the sign-in.`,
    next: [say`Wait as long as the answer says (Retry-After), and let the program ask less often.`],
    source: 'https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling',
  },
  {
    name: 'graphRefuses',
    looksLike: 'Authorization_RequestDenied: Insufficient privileges to complete the operation (Microsoft Graph)',
    finds: /Insufficient privileges to complete the operation/g,
    means: say`The sign-in works, and Microsoft Graph refuses: who signed in lacks a permission for it. Roles of Azure do not give any.`,
    next: [
      say`Give the identity the app role (application permission) of Microsoft Graph that the request needs, and no wider one; someone who may consent for the directory has to do it.`,
    ],
    source: 'https://learn.microsoft.com/graph/permissions-overview',
  },
  {
    name: 'noSubscriptions',
    looksLike: 'No subscriptions found for ... (az login --federated-token)',
    finds: /No subscriptions found for (?<clientId>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gi,
    means: say`The sign-in of the command line works, and who signed in has no role in any subscription.`,
    next: [
      say`Give the identity the role that it needs, or add --allow-no-subscriptions to az login if it needs none there.`,
    ],
    source: 'https://learn.microsoft.com/cli/azure/authenticate-azure-cli-service-principal',
  },
  {
    name: 'cliSignedOut',
    looksLike: "Please run 'az login' to setup account",
    finds: /Please run 'az login' to (?:setup|access)/g,
    means: say`The command line has not signed in where it runs.`,
    next: [
      say`In a pod with workload identity: az login --service-principal --username $AZURE_CLIENT_ID --tenant $AZURE_TENANT_ID --federated-token "$(cat $AZURE_FEDERATED_TOKEN_FILE)". If that fails, paste what it answers.`,
    ],
    source: 'https://learn.microsoft.com/cli/azure/authenticate-azure-cli-service-principal',
  },
  {
    name: 'keysSwitchedOff',
    looksLike: 'Local Authorization is disabled (Cosmos DB); LocalAuthDisabled (Service Bus, Event Hubs)',
    finds: /Local Authorization is disabled|\bLocalAuthDisabled\b|SAS authentication has been disabled/g,
    means: say`The program signs in with a key or a connection string, which this service no longer accepts. No identity asks.`,
    next: [
      say`Let the program use workload identity in place of the key, and then give its identity a role for the data.`,
    ],
    source: 'https://learn.microsoft.com/azure/service-bus-messaging/disable-local-authentication',
  },
  {
    name: 'databaseSignIn',
    looksLike:
      'password authentication failed for user ... .postgres.database.azure.com; Azure AD access token is not valid; WRONGPASS',
    finds: [
      {
        first:
          /password authentication failed for user|access token does not have a valid signature|Azure AD access token is not valid/gi,
        then: /\.(?:postgres|mysql)\.(?:cosmos|database)\.[a-z.]{5,30}/g,
        within: 200,
      },
      { first: /WRONGPASS/g, then: /\.redis(?:\.cache)?\.[a-z.]{5,40}/g, within: 120 },
    ],
    means: say`The database refuses the user. No role in Azure decides that: the database has users of its own, for identities, too.`,
    next: [
      say`If an identity signs in, check that the program sends an access token for the database as the password, and that the database has a user for the identity, under the very name that the program sends.`,
    ],
    source:
      'https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-configure-sign-in-azure-ad-authentication',
  },
  {
    name: 'tokenNotAccepted',
    looksLike:
      'NoAuthenticationInformation; Lifetime validation failed; The MAC signature found in the HTTP request ... (storage); AKV10000: Request is missing a Bearer or PoP token (Key Vault)',
    finds:
      /NoAuthenticationInformation|Lifetime validation failed\. The token is expired|The MAC signature found in the HTTP request|AKV10000/g,
    means: say`The service does not accept what the request shows: no access token, one that has expired, or the signature of another key. No role was looked at.`,
    next: [
      say`Look at how the program signs in there: whether it hands its credential over to the client of the service, asks for a new token when one expires, or still uses a key.`,
    ],
    source: 'https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes',
  },
  {
    name: 'storageSaysWhy',
    looksLike: 'ContainerNotFound, QueueNotFound, ShareNotFound; PublicAccessNotPermitted (storage)',
    finds: /\b(?:Container|Queue|Share|Filesystem)NotFound\b|PublicAccessNotPermitted/g,
    means: say`The storage account says why: what is asked for is not in it, or the request shows no sign-in and the account lets nobody in without one.`,
    next: [
      say`Compare the account and the name with what is there. If the account permits no public access, hand a credential over to the client of the program.`,
    ],
    source: 'https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes',
  },
  {
    name: 'roleThere',
    looksLike: 'RoleAssignmentExists: The role assignment already exists',
    provesSignIn: true,
    finds: /\bRoleAssignmentExists\b/g,
    means: say`The sign-in works: the principal has this role at this scope already, by an assignment with another name.`,
    next: [say`Take the assignment that is there into what creates it (terraform import), or remove it first.`],
    source: 'https://learn.microsoft.com/azure/role-based-access-control/troubleshooting',
  },
  {
    name: 'signalRefuses',
    looksLike:
      "If you were using Azure Active Directory, please note that the role assignments ...; https://....service.signalr.net ... status code '403' (SignalR)",
    finds: [
      /If you were using AccessKey, please check connection string/g,
      { first: /\.service\.signalr\.net/g, then: /status code '40[13]'/g, within: 300 },
    ],
    possible: ['ROLE_MISSING'],
    means: say`SignalR refuses the program, and does not say why: its key is wrong or no longer accepted, or the identity that it signs in with lacks a role on the service.`,
    next: [
      say`Look at how the program signs in. With an identity, it needs SignalR App Server on the service, or SignalR Service Owner without a server of its own; a role takes up to 30 minutes.`,
    ],
    source: 'https://learn.microsoft.com/azure/azure-signalr/signalr-concept-authorize-azure-active-directory',
  },
  {
    name: 'cosmosWithoutToken',
    looksLike: 'The given request [...] cannot be authorized by AAD token in data plane (Cosmos DB)',
    finds: /cannot be authorized by AAD token in data plane/g,
    means: say`Cosmos DB does not let identities do this with the data: databases, containers and offers are managed through Azure Resource Manager.`,
    next: [
      say`Create the database or the container beforehand, by a template or az cosmosdb, and let the program only read and write items.`,
    ],
    source: 'https://learn.microsoft.com/azure/cosmos-db/nosql/how-to-connect-role-based-access-control',
  },
  {
    name: 'eventGridRefuses',
    looksLike: 'The principal ... does not have permission to send data to ... (Event Grid)',
    finds: /does not have permission to send data to \/subscriptions\//g,
    means: say`Event Grid let the program sign in, and who it is may not send events to this topic.`,
    next: [
      say`Look at the roles on that topic: sending events takes EventGrid Data Sender. The message does not say which identity asks.`,
    ],
    source: 'https://learn.microsoft.com/azure/event-grid/authenticate-with-microsoft-entra-id',
  },
];

/** The forms. */
export const elsewhereForms: readonly DocumentedForm[] = all.map((form) => explained(form));
