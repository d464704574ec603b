/** Secrets as people paste them, each made up, in the form that its maker documents; a part of each must never be seen again. */

const jwt = `eyJhbGciOiJSUzI1NiIsImtpZCI6ImFiYyJ9.${'eyJpc3MiOiJodHRwczovL2V4YW1wbGUifQ'}.c2lnbmF0dXJlLXBhcnQtb2YtdG9rZW4`;
const key64 = 'Zm9vYmFyQmF6UXV4MTIzNDU2Nzg5MEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaYWJjZGVmZ2hpamtsbW5vcHFyc3Q=';

/** Each secret in a text, and the part of it that must be gone. */
export const secretTexts: readonly (readonly [kind: string, text: string, secret: string])[] = [
  ['service account token', `token_file content: ${jwt}`, 'eyJpc3MiOiJodHRwczovL2V4YW1wbGUifQ'],
  ['token without signature', `got eyJhbGciOiJub25lIn0.eyJzdWIiOiJhYmNkZWYifQ. back`, 'eyJzdWIiOiJhYmNkZWYifQ'],
  ['bearer header', 'Authorization: Bearer abcDEF123456789.xyz', 'abcDEF123456789'],
  ['basic header', 'authorization: Basic dXNlcjpwYXNzd29yZDEyMw==', 'dXNlcjpwYXNzd29yZDEyMw'],
  [
    'client secret of an Entra application',
    'AZURE_CLIENT_SECRET=abc8Q~KlmNopQrStUvWxYz0123456789abcdEfG',
    'KlmNopQrStUvWxYz0123456789',
  ],
  ['client secret in JSON', '{"aadClientSecret": "verySecret-77"}', 'verySecret-77'],
  ['client secret in escaped JSON', String.raw`{\"client_secret\":\"otherSecret-88\"}`, 'otherSecret-88'],
  [
    'refresh token of Entra',
    'refresh_token: 0.AXoAabcdefghijklmnopqrstuvwxyz0123456789',
    'abcdefghijklmnopqrstuvwxyz0123456789',
  ],
  ['id token by name', 'id_token=shortbutsecret99', 'shortbutsecret99'],
  ['client assertion', 'client_assertion=opaqueAssertionValue123', 'opaqueAssertionValue123'],
  ['device code', '"device_code":"DAQABAAEAAAD-device-1"', 'DAQABAAEAAAD-device-1'],
  ['storage key', `AccountName=st;AccountKey=${key64};EndpointSuffix=core`, 'Zm9vYmFyQmF6UXV4'],
  ['SAS of storage', 'https://st.blob.core.windows.net/c?sv=2024&sp=r&sig=aBcD%2Fefgh12345%3D', 'aBcD%2Fefgh12345'],
  ['SharedKey header', 'SharedKey myaccount:abcDEF123+/xyz=', 'abcDEF123+/xyz'],
  [
    'connection string of Service Bus',
    `Endpoint=sb://b/;SharedAccessKeyName=Root;SharedAccessKey=${key64}`,
    'QmF6UXV4',
  ],
  ['SharedAccessSignature', 'SharedAccessSignature sr=x&sig=qwertyui1234&se=1', 'qwertyui1234'],
  ['password in YAML', 'password: hunter2-in-yaml', 'hunter2-in-yaml'],
  ['password of SQL', 'Server=tcp:x;User ID=sa;Password=P@ssw0rd!77;', 'P@ssw0rd!77'],
  ['password as an argument', 'az login --service-principal -u app --password s3cretArg1', 's3cretArg1'],
  ['password in an address', 'https://user:pa55word@registry.example.com/v2/', 'pa55word'],
  ['user and password of curl', 'curl -u admin:tr0ub4dor https://x', 'tr0ub4dor'],
  [
    'private key',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAabcdef\n-----END RSA PRIVATE KEY-----',
    'MIIEowIBAAKCAQEAabcdef',
  ],
  ['private key in Base64', 'client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo=', 'LS0tLS1CRUdJTiBSU0Eg'],
  ['certificate of a kubeconfig', 'client-certificate-data: TUlJRGRUQ0NBbDJnQXdJQkFn', 'TUlJRGRUQ0NBbDJnQXdJQkFn'],
  [
    'login of a registry',
    '"auths":{"x.azurecr.io":{"auth":"MDAwMDAwMDAtMDAwMDpzZWNyZXQ="}}',
    'MDAwMDAwMDAtMDAwMDpzZWNyZXQ',
  ],
  ['token of GitHub', 'remote: ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'abcdefghijklmnopqrstuvwxyz0123456789'],
  ['token of npm', '//registry.npmjs.org/:_authToken=npm_abcdefghijklmnop0123456789', 'abcdefghijklmnop0123456789'],
  ['token of Slack', 'xoxb-1234567890-abcdefghijkl', '1234567890-abcdefghijkl'],
  [
    'access key of AWS',
    'aws_access_key_id=AKIAIOSFODNN7EXAMPLE aws_secret_access_key=wJalrXUtnFEMIK7MDENG',
    'wJalrXUtnFEMIK7MDENG',
  ],
  [
    'token of Azure DevOps',
    'pat: abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst',
    'abcdefghijklmnopqrstuvwxyz234567',
  ],
  ['token of the first start of a node', 'kubeadm join --token abcdef.0123456789abcdef', '0123456789abcdef'],
  ['API key of a service', 'Ocp-Apim-Subscription-Key: 0123456789abcdef0123456789abcdef', '0123456789abcdef0123456789'],
  ['key of a function', 'x-functions-key: abcdEFGH1234567890ijklMNOP', 'abcdEFGH1234567890'],
  ['cookie', 'Cookie: session=abc123def456; other=1', 'abc123def456'],
  ['code of a sign-in', 'https://app/callback?code=0.AYIAx-abcdefghijklmnop&state=1', 'abcdefghijklmnop'],
  ['secret in XML', '<clientSecret>xmlSecret-1</clientSecret>', 'xmlSecret-1'],
  ['password in JSON escaped by .NET', String.raw`{\u0022password\u0022:\u0022hunter2-dotnet\u0022}`, 'hunter2-dotnet'],
  [
    'token in JSON escaped by .NET',
    String.raw`\u0022eyJhbGciOiJub25lIn0.eyJzdWIiOiJhYmNkZWYifQ.\u0022`,
    'eyJzdWIiOiJhYmNkZWYifQ',
  ],
  ['client secret in a form', 'grant_type=x%26client_secret%3Dhunter2hunter', 'hunter2hunter'],
  ['password of a mount', 'mount -t cifs -o vers=3.0,username=x,pass=hunter2', 'hunter2'],
  ['password in a sentence', 'the password is hunter2', 'hunter2'],
  ['password with an escaped quote', String.raw`"password" : "hun\"ter2"`, 'ter2'],
];
