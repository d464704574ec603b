import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { credential } from '../../support/domain/workloadFixture.ts';
import { assigned, group, guid, nodeGroup, registryId } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { account, basic, pod, scaleSet } from './worlds.ts';

const client = guid(6001);
const principal = guid(1001);
const kubelet = `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-weu-agentpool`;

describe('a subject between the quotes of another language', () => {
  it.each([
    ['French, with blanks', '« system:serviceaccount:shop:orders »'],
    ['French, with blanks that do not break', '«\u00a0system:serviceaccount:shop:orders\u00a0»'],
    ['German', '„system:serviceaccount:shop:orders“'],
    ['Japanese', '「system:serviceaccount:shop:orders」'],
  ])('is compared with the credentials: %s (Q-02)', (_, subject) => {
    const text = `AADSTS700213 : ${subject} client_id=${client}`;
    const why = asked(text, { azure: { resources: basic, credentials: [credential()] } });
    expect([why.cause, textOf(why.text)]).toEqual(['WRONG_ACCOUNT', expect.stringContaining('shop/orders')]);
  });
});

describe('a refusal while a template is checked', () => {
  const refused = (of: string) =>
    `InvalidTemplateDeployment: 'Authorization failed for template resource 'x' of type 'y'. The client '${client}' with object id '${principal}' ${of} 'Microsoft.KeyVault/vaults/read' at scope '${group}'.'`;

  it('is read like any other one (Q-02)', () => {
    const why = asked(refused('does not have permission to perform action'), {
      azure: { resources: [...basic, { id: group }] },
    });
    expect([why.cause, why.signs]).toEqual(['ROLE_MISSING', ['authorizationFailed']]);
    expect(asked(refused('has permission to perform action')).signs).toEqual([]);
  });
});

describe('a client of Kafka that Event Hubs refuses', () => {
  it.each([
    'TopicAuthorizationException: Not authorized to access topics: [orders] bootstrap.servers = [evh-shop.servicebus.windows.net:9093]',
    'bootstrap.servers=evh-shop.servicebus.windows.net:9093 GroupAuthorizationException: Not authorized to access group: cart',
  ])('lacks a role for the data of the namespace: %# (Q-02, Q-09)', (text) => {
    const why = asked(text);
    expect([why.cause, wordsOf(why)]).toEqual(['ROLE_MISSING', expect.stringContaining('Azure Event Hubs Data')]);
    expect(wordsOf(why)).not.toContain('Service Bus');
    expect(why.fields).toContainEqual({ name: 'resource', value: 'evh-shop', isMasked: false });
    expect(asked(text.replace('servicebus.windows.net:9093', 'kafka.example:9092')).signs).toEqual([]);
  });
});

describe('an object that Azure Service Operator creates', () => {
  const described = (version: string) =>
    `Name: aso-rg\nNamespace: shop\nAPI Version: ${version}\nKind: ResourceGroup\nStatus:\n  Message: The client '${principal}' with object id '${principal}' does not have authorization to perform action 'Microsoft.Resources/subscriptions/resourcegroups/read' over scope '${group}-new' or the scope is invalid.`;

  it('is told by its API, and its role is asked for above it (Q-06)', () => {
    const azure = { resources: [...basic, { id: group.split('/resourceGroups/')[0] ?? '' }] };
    expect(asked(described('resources.azure.com/v1api20200601'), { azure }).cause).toBe('ROLE_MISSING');
    expect(asked(described('example.com/v1'), { azure }).cause).toBe('OPERATOR_FIELD_WRONG');
  });
});

describe('a file of a token in front of a stack', () => {
  it('is the whole file, however long the line is (Q-02)', () => {
    const text =
      'Caused by: java.nio.file.NoSuchFileException: /var/run/secrets/azure/tokens/azure-identity-token\n\tat java.base/sun.nio.fs.UnixException.translateToIOException(UnixException.java:92)';
    const why = asked(text);
    expect(why.fields.filter(({ name }) => name === 'path').map(({ value }) => value)).toEqual([
      '/var/run/secrets/azure/tokens/azure-identity-token',
    ]);
    expect(why.possible[0]).toBe('TOKEN_PATH_MOVED');
  });
});

describe('a label that is there with another value', () => {
  it.each([
    ['True', 'The label azure.workload.identity/use of shop/cart-1 is "True", and only "true" counts.'],
    [undefined, 'The labels of shop/cart-1 lack azure.workload.identity/use.'],
  ])('is not said to be lacking: %s (Q-04)', (value, says) => {
    const labels = value === undefined ? {} : { 'azure.workload.identity/use': value };
    const objects = [
      account('shop/cart', { 'azure.workload.identity/client-id': client }),
      pod('shop/cart-1', { as: 'cart', labels }),
    ];
    const why = asked('pod shop/cart-1: WorkloadIdentityCredential: no token file specified', { objects });
    expect(why.cause).toBe('POD_LABEL_MISSING');
    expect(why.evidence.map((each) => textOf(each.text))).toContain(says);
  });
});

describe('the file of a token on Windows', () => {
  it.each([
    ['as it is', "Could not find a part of the path 'C:\\var\\run\\secrets\\azure\\tokens\\azure-identity-token'."],
    [
      'in JSON',
      '{"msg":"Could not find a part of the path \'C:\\\\var\\\\run\\\\secrets\\\\azure\\\\tokens\\\\azure-identity-token\'."}',
    ],
  ])('is the one that the webhook mounts: %s (Q-02)', (_, text) => {
    const why = asked(text);
    expect([why.signs[0], why.possible[0]]).toEqual(['tokenFileMissing', 'TOKEN_PATH_MOVED']);
  });
});

describe('the metadata endpoint in JavaScript', () => {
  it.each(['ENETUNREACH', 'EHOSTUNREACH', 'ECONNREFUSED'])('is out of reach: %s (Q-02)', (code) => {
    const text = `ManagedIdentityCredential: Network unreachable. Message: connect ${code} 169.254.169.254:80`;
    expect(asked(text).signs).toEqual(['metadataUnreachable']);
  });
});

describe('a chain of credentials that asks the only identity of the nodes', () => {
  const chain = (more: string) =>
    `DefaultAzureCredential: failed to acquire a token.\nAttempted credentials:\n\tEnvironmentCredential: missing environment variable AZURE_TENANT_ID${more}\n\tManagedIdentityCredential: no default identity is assigned to this resource`;

  it('without workload identity in it is of an old library, perhaps (Q-04)', () => {
    const azure = { resources: [...basic, scaleSet(kubelet)] };
    expect(asked(chain(''), { azure }).possible[0]).toBe('LIBRARY_TOO_OLD');
    const other = asked(chain('\n\tWorkloadIdentityCredential: no token, for another reason'), { azure });
    expect(other.possible).not.toContain('LIBRARY_TOO_OLD');
  });
});

describe('a pull that is forbidden', () => {
  const pull = (status: string) =>
    `Failed to pull image "acrshop.azurecr.io/app:1": unexpected status from HEAD request to https://acrshop.azurecr.io/v2/app/manifests/1: ${status}`;
  const registry = { id: registryId, properties: { loginServer: 'acrshop.azurecr.io' } };
  const azure = { resources: [...basic, registry] };

  it.each([
    ['without a role', azure],
    ['with a role', { ...azure, assignments: [assigned('AcrPull', registryId, guid(60))] }],
  ])('is rather one of the network than one that is unauthorized: %s (Q-04)', (_, world) => {
    expect(asked(pull('403 Forbidden'), { azure: world }).possible[0]).toBe('REGISTRY_NETWORK');
    expect(asked(pull('401 Unauthorized'), { azure: world }).possible[0]).not.toBe('REGISTRY_NETWORK');
  });
});

describe('a pull that a registry with network rules forbids', () => {
  const pull =
    'Failed to pull image "acrshop.azurecr.io/app:1": unexpected status from HEAD request to https://acrshop.azurecr.io/v2/app/manifests/1: ';

  it.each([
    ['public access that is off', { publicNetworkAccess: 'Disabled' }],
    ['addresses that are listed', { networkRuleSet: { defaultAction: 'Deny' } }],
  ])('is one of the network: %s (Q-03, Q-10)', (_, rules) => {
    const azure = {
      resources: [...basic, { id: registryId, properties: { loginServer: 'acrshop.azurecr.io', ...rules } }],
    };
    const why = asked(`${pull}403 Forbidden`, { azure });
    expect([why.cause, why.possible, plansOf(why)]).toEqual(['REGISTRY_NETWORK', ['ROLE_MISSING'], []]);
    expect(asked(`${pull}401 Unauthorized`, { azure }).cause).toBe('ROLE_MISSING');
  });
});

describe('a sign-in that failed, and an answer to someone who has signed in', () => {
  const failed = `AADSTS700213: No matching federated identity record found for presented assertion subject 'system:serviceaccount:shop:default'.`;
  const answered = `Caller is not authorized to perform action on resource. Caller: appid=${client};oid=${principal};iss=https://sts.windows.net/${guid(9)}/ Action: 'Microsoft.KeyVault/vaults/secrets/getSecret/action' Resource: '${group}/providers/microsoft.keyvault/vaults/kv-shop/secrets/db' Assignment: (not found)`;
  const azure = { resources: basic, credentials: [credential()] };

  it('leave the cause open where nothing tells which was later (Q-10)', () => {
    const why = asked(`${answered}\n${failed}`, { azure });
    expect([why.cause, why.fixes]).toEqual(['UNKNOWN', []]);
    expect(why.possible).toEqual(expect.arrayContaining(['WRONG_ACCOUNT']));
    expect(why.next.map((each) => textOf(each)).join()).toContain('still fails');
  });

  it('are told apart by their times (Q-03)', () => {
    const later = asked(`2026-11-29 10:20:00 ERROR ${failed}\n2026-11-29 10:10:00 ERROR ${answered}`, { azure });
    expect([later.signs[0], plansOf(later).length]).toEqual(['subjectNotTrusted', 0]);
    const earlier = asked(`2026-11-29 10:20:00 ERROR ${answered}\n2026-11-29 10:10:00 ERROR ${failed}`, { azure });
    expect(earlier.signs).toEqual(['vaultRoleMissing']);
  });
});
