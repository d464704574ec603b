import { describe, expect, it } from 'vitest';
import { redactSecrets } from '../../../src/domain/arm/redact.ts';

const token = 'eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxMjM0In0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';

describe('what goes into the log', () => {
  it('contains no token, in any place (S-14)', () => {
    const texts = [
      `Bearer ${token}`,
      `authorization: bearer ${token}`,
      `{"access_token":"${token}"}`,
      `got ${token} back`,
    ];
    for (const text of texts) expect(redactSecrets(text)).not.toContain(token.slice(4, 40));
    expect(redactSecrets('Authorization: Bearer opaque-token-123456')).toBe('Authorization: Bearer [token]');
  });

  it('holds no client secret, password or signed address', () => {
    expect(redactSecrets('client_secret=abc123&grant_type=x')).toBe('client_secret=[secret]&grant_type=x');
    expect(redactSecrets('"password": "hunter2"')).not.toContain('hunter2');
    expect(redactSecrets('https://store/blob?sv=1&sig=AbC%2F123&se=2')).toBe(
      'https://store/blob?sv=1&sig=[secret]&se=2',
    );
  });

  it('holds nothing of a kubeconfig that could be used', () => {
    const text = redactSecrets('user:\n  client-key-data: LS0tLS1CRUdJTg==\n  token: 0123456789abcdef\nname: shop');
    expect(text).toBe('user:\n  client-key-data: [secret]\n  token: [secret]\nname: shop');
    expect(redactSecrets('-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----')).toBe('[private key]');
  });

  it.each([
    'AZURE_CLIENT_SECRET=s3cr3t-value',
    '{"clientSecret":"s3cr3t-value"}',
    '{"clientSecret": "one \\" s3cr3t-value"}',
    '{\\"clientSecret\\":\\"s3cr3t-value\\"}',
    '{"password":"correct horse s3cr3t-value"}',
    "{ adminPassword: 's3cr3t-value' }",
    '{"refreshToken": "0.s3cr3t-value"}',
    '{"user":{"client-key-data":"s3cr3t-value","token":"s3cr3t-value"}}',
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=s3cr3t-value==;EndpointSuffix=core.windows.net',
    'https://a/?api-key=s3cr3t-value&b=1',
    '"secret": "s3cr3t-value',
  ])('holds no secret by any of its names: row %#', (text) => {
    expect(redactSecrets(text)).not.toContain('s3cr3t-value');
  });

  it('holds no kubeconfig, certificate or key that is only encoded', () => {
    for (const text of ['apiVersion: v1\nkind: Config', '{"apiVersion":"v1"}', '-----BEGIN CERTIFICATE-----\nMIIE']) {
      const encoded = Buffer.from(text.padEnd(80, 'x')).toString('base64');
      expect(redactSecrets(`{"name":"clusterUser","value":"${encoded}"}`)).toBe(
        '{"name":"clusterUser","value":"[secret]"}',
      );
    }
  });

  it.each([
    'HTTPS_PROXY=http://user:s3cr3t-value@proxy:3128',
    'environmentCredential: s3cr3t-value',
    '"managedIdentityCredential": "s3cr3t-value"',
    'https://s3cr3t-value@github.com/a/b',
    'https://user:pa@s3cr3t-value@host/path?x=1#y',
    'https://user:12s/s3cr3t-value@host',
    'https://user:1234567/s3cr3t-value@host',
    'Authorization: SharedKey account:s3cr3t-value+/=',
    'Authorization: SharedKeyLite account:s3cr3t-value',
    'x-ms-authorization-auxiliary: EncryptedBearer s3cr3t-value, EncryptedBearer s3cr3t-value',
    '{"x-ms-authorization-auxiliary":"Bearer s3cr3t-value"}',
    'x-ms-authorization-auxiliary: s3cr3t-value, s3cr3t-value',
    'Set-Cookie: ESTSAUTH=s3cr3t-value; path=/\r\nX: y',
    'Cookie: a=b; ESTSAUTH=s3cr3t-value',
    '{"set-cookie":"ESTSAUTH=s3cr3t-value; path=/"}',
    '{"set-cookie":["a=b; path=/","ESTSAUTH=s3cr3t-value; path=/"]}',
    'tool --client-secret s3cr3t-value --x',
    "tool --password 's3cr3t-value with blanks'",
    'tool --PASSWORD "s3cr3t-value"',
    'az login --service-principal -u x -p s3cr3t-value --tenant y',
    'Connect-It -Password s3cr3t-value',
    '--password -s3cr3t-value',
    'az acr login --username x --registry-password s3cr3t-value',
    'curl -u name:s3cr3t-value https://host',
    'curl --user "name:s3cr3t-value" https://host',
    '{"device_code":"s3cr3t-value"}',
    'Ocp-Apim-Subscription-Key: s3cr3t-value',
    'x-functions-key: s3cr3t-value',
    '{"primaryKey":"s3cr3t-value"}',
    '{"secondaryKey": "s3cr3t-value"}',
    '{"primarySharedKey":"s3cr3t-value","secondarySharedKey":"s3cr3t-value"}',
    '{"primaryMasterKey":"s3cr3t-value","primaryReadonlyMasterKey":"s3cr3t-value"}',
    '{"key1":"s3cr3t-value","key2":"s3cr3t-value"}',
    '{\\"key1\\":\\"s3cr3t-value\\"}',
    '{"keys":[{"keyName":"key1","value":"s3cr3t-value=="},{"keyName":"key2","value":"s3cr3t-value=="}]}',
    '{"creationTime":"2026","keyName":"key1","permissions":"FULL","value":"s3cr3t-value"}',
    '{\n  "value": "s3cr3t-value",\n  "keyName": "key1"\n}',
    '{\\"keyName\\":\\"key1\\",\\"value\\":\\"s3cr3t-value\\"}',
    '- keyName: key1\n  value: s3cr3t-value',
    'https://host/#code=s3cr3t-value&state=1',
    'https://host/#id_token=s3cr3t-value',
    'password:\n  s3cr3t-value',
    'user:\n  password:\n    "s3cr3t-value"\n  name: x',
    'token: >-\n  s3cr3t-value\n  s3cr3t-value',
    '  - token: |\n      first\n\n        s3cr3t-value\n      s3cr3t-value\n  - next',
    'client-secret: |2- # why\r\n  s3cr3t-value\r\n  s3cr3t-value\r\n',
    '<password>s3cr3t-value</password>',
    '<a:adminPassword xsi:type="x">s3cr3t-value</a:adminPassword>',
    '<clientSecret><![CDATA[<s3cr3t-value>]]></clientSecret>',
    'passphrase=s3cr3t-value',
    'credential: s3cr3t-value',
    'AZURE_DEVOPS_EXT_PAT=s3cr3t-value',
    'pat: s3cr3t-value',
    '{"privateKey":"s3cr3t-value"}',
  ])('holds no secret in whatever form it comes: row %#', (text) => {
    expect(redactSecrets(text)).not.toContain('s3cr3t-value');
    expect(redactSecrets(redactSecrets(text))).toBe(redactSecrets(text));
  });

  it('loses a secret of several lines to its end, and nothing of what follows', () => {
    const text = 'user:\n  token: |\n    one\n\n     two\n  name: shop\n  password:\n    three\nplace: weu';
    const end = 'user:\n  token: [secret]\n  name: shop\n  password:\n    [secret]\nplace: weu';
    expect(redactSecrets(text)).toBe(end);
    expect(redactSecrets(text.replaceAll('\n', '\r\n'))).toBe(end.replaceAll('\n', '\r\n'));
  });

  it.each([
    ...[
      'token"secret=a-',
      'eyJ-',
      'eyJaaaaa.',
      '-----BEGIN ',
      '-----BEGIN A PRIVATE KEY-----',
      'password',
      'password:',
    ],
    ...[
      'password:\n',
      'password:\n ',
      'token: |\n a\n',
      'token: |',
      'token:  ',
      'token: |\n \n',
      '://',
      '://a',
      '://a:b@',
    ],
    ...[
      'Cookie: ',
      'cookie:"\\"',
      'SharedKey ',
      'SharedKey a',
      'Bearer ',
      '--password ',
      ' --a-a-a-a',
      ' -p ',
      ' -u a',
      '-',
    ],
    ...[
      '<password>',
      '<password ',
      '<a',
      '<',
      '<password><![CDATA[',
      'keyName',
      'keyName value',
      'value: keyName',
      'value:',
    ],
    ...[
      '"value":"a"',
      '"keyName":"k","value":"',
      'credential',
      'federated credential',
      'federated ',
      '"key1":"',
      '\\"',
      '\\',
    ],
    ...[
      "'",
      '"',
      ' ',
      '\n',
      '\n ',
      '\r\n',
      'password=\\',
      'password="',
      "password='",
      '&code=',
      '#code=',
      'x-ms-authorization-auxiliary:',
    ],
    ...['primary', 'key', 'account-', 'LS0tLS1CRUdJTi', 'a', 'a.', 'a:', '@', '/', 'password: |\n\n', 'token:\n  - '],
  ])('comes to an end on a long text made of %j', (part) => {
    for (const end of ['', '@', '\n', '"', '>', ' x'])
      expect(redactSecrets(part.repeat(100_000 / part.length) + end).length).toBeGreaterThan(0);
  });

  it('keeps long texts as they are', () => {
    expect(redactSecrets('token"secret=a-'.repeat(20_000))).not.toContain('a-');
    expect(redactSecrets('eyJ-'.repeat(50_000))).toHaveLength(200_000);
    expect(redactSecrets('-----BEGIN '.repeat(20_000))).toHaveLength(220_000);
  });

  it('keeps what helps: ids, codes and sentences', () => {
    const text =
      'forbidden: AuthorizationFailed /subscriptions/71f01a95-8598-4720-a96b-ebe595107d77 correlationId: 1-2';
    expect(redactSecrets(text)).toBe(text);
    const names = 'azureKeyvaultSecretsProvider: on, secretName: tls, AADSTS7000215: Invalid client secret provided.';
    expect(redactSecrets(names)).toBe(names);
  });

  it.each([
    'x-ms-correlation-request-id: 71f01a95-8598-4720-a96b-ebe595107d77',
    'Trace ID: 71f01a95-8598-4720-a96b-ebe595107d77 Correlation ID: 71f01a95-8598-4720-a96b-ebe595107d77',
    'AADSTS50173: The provided grant has expired, a fresh auth token is needed. Timestamp: 2026-04-01 10:00:00Z',
    "The role 'Key Vault Secrets User' on kv-shop is missing; so is Azure Kubernetes Service Cluster Admin Role.",
    'roleName: Key Vault Crypto Service Encryption User, principalId: 71f01a95-8598-4720-a96b-ebe595107d77',
    "az role assignment create --assignee-object-id x --role 'Key Vault Secrets User' --scope /subscriptions/y",
    'az aks create --no-ssh-key --enable-oidc-issuer --assign-identity /subscriptions/y --network-plugin azure',
    'PUT https://management.azure.com/subscriptions/y/resourceGroups/rg?api-version=2026-04-01 409',
    'https://portal.azure.com/#@contoso.onmicrosoft.com/resource/subscriptions/y',
    'https://learn.microsoft.com/azure/aks/managed-identity-overview#code=',
    'ManagedIdentityCredential: Authentication failed. Message: no answer',
    'EnvironmentCredential: is unavailable. No underlying credential could be used.',
    'federated credential: shop-weu, federatedIdentityCredential: shop-weu',
    'addonProfiles.azureKeyvaultSecretsProvider.identity.objectId',
    'secret:\n  secretName: tls\n  items:\n    - key: a',
    'Error: Invalid token:\n    at read (file.ts:1:1)',
    '{"key":"environment","value":"production"}',
    '{"tags":{"team":"shop","cost-center":"42"},"value":[{"id":"/subscriptions/y"}]}',
    'path: /home/me/.kube/config, compat: yes',
    'aksIdentity.tokenRefreshHours: 24',
  ])('keeps what is no secret: row %#', (text) => {
    expect(redactSecrets(text)).toBe(text);
  });
});
