/** Ordinary messages that say by themselves what is wrong: the form, and a message of it. */
export const ordinary: readonly (readonly [sign: string, message: string])[] = [
  [
    'registryRefusesOthers',
    'Error: GET "https://acrshop.azurecr.io/v2/a/manifests/1.0": response status code 401: unauthorized: authentication required',
  ],
  [
    'registryRefusesOthers',
    'error pushing image: failed to push to destination acrshop.azurecr.io/a:1: DENIED: requested access to the resource is denied',
  ],
  [
    'registryRefusesOthers',
    'failed to create registry access token: failed to exchange ACR access token: unexpected status code 401 from ACR exchange request',
  ],
  [
    'registryRefusesOthers',
    'helm registry login failed exit status 1: Error: login attempt to https://acrshop.azurecr.io/v2/ failed with status: 401 Unauthorized',
  ],
  ['tokenNotAccepted', 'Status: 401 ErrorCode: NoAuthenticationInformation'],
  ['tokenNotAccepted', '(Unauthorized) AKV10000: Request is missing a Bearer or PoP token.'],
  [
    'tokenNotAccepted',
    'ErrorCode: InvalidAuthenticationInfo AuthenticationErrorDetail: Lifetime validation failed. The token is expired.',
  ],
  ['storageSaysWhy', 'ErrorCode: ContainerNotFound The specified container does not exist.'],
  ['storageSaysWhy', 'Public access is not permitted on this storage account. ErrorCode:PublicAccessNotPermitted'],
  ['roleThere', 'RoleAssignmentExists: The role assignment already exists.'],
  [
    'vaultFirewall',
    "Cannot open server 'sql-shop' requested by the login. Client with IP address '20.50.2.33' is not allowed to access the server.",
  ],
  [
    'vaultFirewall',
    "{'code': 'Forbidden', 'message': 'Public access is disabled. Please configure private endpoint.'}",
  ],
  [
    'operationRefused',
    "Error code: 401 - {'code': 'PermissionDenied', 'message': 'Principal does not have access to API/Operation.'}",
  ],
  ['operationRefused', '(InsufficientAccessError) The provided credentials have insufficient access.'],
  [
    'signalRefuses',
    'AzureSignalRUnauthorizedException: Authorization failed. If you were using AccessKey, please check connection string and see if the AccessKey is correct.',
  ],
  [
    'signalRefuses',
    "Failed to connect to '(Primary)https://sigr.service.signalr.net(hub=Chat)'. Error detail: The server returned status code '403' when status code '101' was expected.",
  ],
  [
    'cosmosWithoutToken',
    'Request blocked by Auth cosmos-shop : The given request [POST /dbs] cannot be authorized by AAD token in data plane.',
  ],
  [
    'vaultFirewall',
    'CBS Token authentication failed. Status code: 401 Description: Ip has been prevented to connect to the endpoint.',
  ],
  [
    'vaultFirewall',
    'Request originated from IP 20.50.2.33 through public internet. This is blocked by your Cosmos DB account firewall settings.',
  ],
  [
    'driverNotRegistered',
    'mounter.SetUpAt failed to get CSI client: driver name secrets-store.csi.k8s.io not found in the list of registered CSI drivers',
  ],
  [
    'secretClassMissing',
    'failed to get secretproviderclass shop/kv, error: SecretProviderClass.secrets-store.csi.x-k8s.io "kv" not found',
  ],
  ['operatorAccountMissing', '"error":"could not validate provider: ServiceAccount \\"wi-sa\\" not found"'],
  [
    'cliAsksNode',
    '$ az login --identity\nERROR: Failed to connect to MSI. Please make sure MSI is configured correctly.\nGet Token request returned: <Response [400]>',
  ],
  ['noSubscriptions', 'No subscriptions found for 00000000-0000-4000-8000-000000006001.'],
  ['cliSignedOut', "ERROR: Please run 'az login' to setup account."],
  [
    'throttled',
    'Status=429 Code="OperationNotAllowed" Message="The server rejected the request because too many requests have been received for this subscription."',
  ],
  ['entraNoAnswer', 'Post "https://login.microsoftonline.com/x/oauth2/v2.0/token": EOF'],
  ['entraGivenUp', 'Post "https://login.microsoftonline.com/x/oauth2/v2.0/token": context canceled'],
  ['otherCloud', 'AADSTS900382: Confidential Client is not supported in Cross Cloud request.'],
  ['otherCloud', 'AADSTS90038: The request goes to another cloud.'],
  ['scopeMalformed', 'AADSTS1002012: The provided value for scope x is not valid.'],
  ['tokenMalformed', 'AADSTS50027: JWT token is invalid or malformed.'],
  ['tokenMalformed', 'AADSTS5002710: Invalid JWT token: header is malformed.'],
  ['directoryNotSent', 'AADSTS90019: No tenant-identifying information found in the request.'],
  [
    'graphRefuses',
    '{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}',
  ],
  [
    'appAuthentication',
    'AzureServiceTokenProviderException: Parameters: Connection String: [No connection string specified]. Exception Message: Tried the following 3 methods to get an access token, but none of them worked.',
  ],
  [
    'podIdentityAnswers',
    'failed to get service principal token, error: failed to refresh token, error: adal: Refresh request failed. Response body: {"error":"invalid_request","error_description":"Identity not found"}',
  ],
];
