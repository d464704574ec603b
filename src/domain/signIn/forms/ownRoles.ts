/** Services that open their data with roles or users of their own, and messages that name the principal and the data action. */
import { textAt } from '../../arm/json.ts';
import { parseResourceId, sameText } from '../../arm/resourceId.ts';
import { say, type Words } from '../../../sentences/words.ts';
import type { FieldPattern } from '../message/field.ts';
import type { Finder } from '../message/near.ts';
import type { Hit } from '../message/readMessage.ts';
import { fromAzure, whoIs } from '../situation/azureHalf.ts';
import { advice, inMessage, likely, type Judgement } from '../situation/judgement.ts';
import { fieldAt, plainValue, type Situation } from '../situation/situation.ts';
import { judgeRefused } from '../judges/resources/judgeAuthorization.ts';

/** A service whose data Azure's roles do not open. */
export interface OwnRoleService {
  /** The name of the form. */
  readonly name: string;
  readonly looksLike: string;
  readonly finds: Finder | readonly Finder[];
  readonly fields?: readonly FieldPattern[];
  readonly means: Words;
  readonly says: Words;
  readonly fix: Words;
  readonly source: string;
}

/** The services; a new one is a record here. */
export const ownRoleServices: readonly OwnRoleService[] = [
  {
    name: 'cosmosRoleMissing',
    looksLike:
      'principal [...] does not have required RBAC permissions to perform action [...] on resource [...] (Cosmos DB)',
    finds:
      /principal \[(?<objectId>[^\]]{3,60})\] does not have required RBAC permissions to perform action \[(?<action>[^\]]{3,300})\]/gi,
    means: say`Cosmos DB decides with roles of its own, and the principal has none that allows it.`,
    says: say`The principal lacks a role of Cosmos DB for its data.`,
    fix: say`Assign a role of Cosmos DB to the principal: az cosmosdb sql role assignment create. Roles of Azure such as Contributor do not open the data.`,
    source: 'https://learn.microsoft.com/azure/cosmos-db/nosql/how-to-connect-role-based-access-control',
  },
  {
    name: 'databaseUserMissing',
    looksLike: "Login failed for user '<token-identified principal>' (Azure SQL)",
    // Another sentence behind it gives another reason.
    finds: [
      /Login failed for user '<token-identified principal>'(?!\.? {0,3}(?!ClientConnectionId|Error Number|Msg |State )[A-Z][a-z]+ )/g,
      /Login failed for user '(?<clientId>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@(?<tenantId>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'/gi,
    ],
    means: say`The database has no user for the identity.`,
    says: say`The database has no user for the identity that signed in, or it is another database than the one with that user.`,
    fix: say`In the database, create the user with the name of the identity (CREATE USER [name] FROM EXTERNAL PROVIDER), and give it a role there. Roles of Azure do not open the database.`,
    source: 'https://learn.microsoft.com/azure/azure-sql/database/authentication-aad-configure',
  },
  {
    name: 'explorerRoleMissing',
    looksLike: "Principal 'aadapp=...;...' is not authorized to ... (Azure Data Explorer)",
    finds:
      /Principal '(?:aad(?:app|user)=)(?<clientId>[\w<>*-]{3,60});(?<tenantId>[\w<>*.-]{3,80})' is not authorized/gi,
    means: say`Azure Data Explorer decides with roles of its own, and the principal has none.`,
    says: say`The principal has no role in the database of Azure Data Explorer.`,
    fix: say`Give the principal a role in the database: .add database NAME users ('aadapp=CLIENT;DIRECTORY'), or az kusto database-principal-assignment create.`,
    source: 'https://learn.microsoft.com/azure/data-explorer/manage-database-permissions',
  },
  {
    name: 'signalRoleMissing',
    looksLike: "The given AzureAD identity don't have the permission to generate access token (SignalR)",
    finds: /given AzureAD identity don't have the permission to generate access token/g,
    means: say`Who signed in lacks a role on the SignalR service.`,
    says: say`Who signed in lacks a role on the SignalR service.`,
    fix: say`Assign SignalR App Server on the service to the identity that the program signs in with; without a server of its own (serverless), SignalR Service Owner. It takes up to 30 minutes.`,
    source: 'https://learn.microsoft.com/azure/azure-signalr/signalr-concept-authorize-azure-active-directory',
  },
  {
    name: 'operationRefused',
    looksLike:
      'PermissionDenied: Principal does not have access to API/Operation (Azure OpenAI, AI services); InsufficientAccessError (Log Analytics)',
    finds: /Principal does not have access to API\/Operation|\bInsufficientAccessError\b/g,
    means: say`Who signed in lacks a role for this operation.`,
    says: say`Who signed in lacks a role for this operation.`,
    fix: say`Assign the role for it on the resource that was called: Cognitive Services OpenAI User for Azure OpenAI, Log Analytics Reader for the data of a workspace. Owner and Contributor are not enough for Azure OpenAI.`,
    source: 'https://learn.microsoft.com/azure/ai-services/openai/how-to/role-based-access-control',
  },
  {
    name: 'ingestionRefused',
    looksLike:
      'does not have access to ingest data for the data collection rule with immutable Id (Azure Monitor, Prometheus)',
    finds: /does not have access to ingest data for the data collection rule/gi,
    means: say`Whoever writes to Azure Monitor lacks a role on the data collection rule.`,
    says: say`Whoever writes lacks the role Monitoring Metrics Publisher on the data collection rule.`,
    fix: say`Assign Monitoring Metrics Publisher on the data collection rule of the message, not on the workspace, to the identity that writes. It takes up to 30 minutes.`,
    source: 'https://learn.microsoft.com/azure/azure-monitor/logs/logs-ingestion-api-overview',
  },
];

/** Judges a refusal by roles that are not in Azure Resource Manager: the message itself says it. */
export function judgeOwnRoles({ says, fix }: OwnRoleService, { fields }: Hit): Judgement {
  const valueOf = (name: 'objectId' | 'clientId' | 'action') => fields.find((each) => each.name === name);
  const [objectId, clientId, action] = [valueOf('objectId'), valueOf('clientId'), valueOf('action')];
  const principal = objectId ?? clientId;
  return likely('ROLE_MISSING', {
    text: action === undefined ? says : say`${says} The action is ${action.value}.`,
    evidence: principal === undefined ? [] : [inMessage(say`The principal is ${principal.value}.`)],
    possible: ['ROLE_WRONG_PRINCIPAL', 'TRANSIENT'],
    restsOn: [principal, action].filter((each) => each !== undefined),
    asker:
      objectId !== undefined
        ? { objectId: objectId.value }
        : clientId !== undefined
          ? { clientId: clientId.value }
          : {},
    fixes: [advice(fix)],
  });
}

/** Judges a refusal that names the principal and the data action; at its resource, if that is visible. */
export function judgeNamed(hit: Hit, situation: Situation): Judgement {
  const [principal, action] = [fieldAt('objectId', hit, situation), fieldAt('action', hit, situation)];
  const type = plainValue(action)?.split('/').slice(0, 2).join('/');
  const name = plainValue(fieldAt('resource', hit, situation));
  const id = name === undefined || type === undefined ? undefined : resourceNamed(type, name, situation);
  if (id !== undefined)
    return judgeRefused(
      { principal, action, scope: { name: 'scope', value: id, isMasked: false }, kind: 'dataAction' },
      hit,
      situation,
    );
  const who = plainValue(principal);
  return likely('ROLE_MISSING', {
    text: say`The principal lacks a role with the data action ${action?.value ?? ''}.`,
    evidence: [
      ...(principal === undefined ? [] : [inMessage(say`The principal is ${principal.value}.`)]),
      ...(who === undefined ? [] : whoIs(who, situation.facts)),
    ],
    possible: ['ROLE_WRONG_PRINCIPAL', 'TRANSIENT'],
    restsOn: [principal, action],
    asker: principal === undefined ? {} : { objectId: principal.value },
    fixes: [
      advice(say`Assign a role with this data action at the resource, such as ${roleWith(action?.value ?? '')}.`),
    ],
  });
}

/** Returns the name of the narrowest usual role with a data action of AI services. Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/ai-machine-learning */
function roleWith(action: string): string {
  if (/\/accounts\/OpenAI\//i.test(action)) return 'Cognitive Services OpenAI User';
  return /\/accounts\/AIServices\//i.test(action) ? 'Azure AI User' : 'Cognitive Services User';
}

/** The resource with this domain, which is its own in the cloud; its name may be another one, and that of several. */
function resourceNamed(type: string, name: string, { facts }: Situation): string | undefined {
  const { value = [] } = fromAzure(type, type, facts.get({ kind: 'everyResource', type }));
  const [only, ...others] = value.filter((each) =>
    sameText(textAt(each, 'properties.customSubDomainName') ?? parseResourceId(textAt(each, 'id') ?? '')?.name, name),
  );
  return others.length > 0 ? undefined : textAt(only, 'id');
}
