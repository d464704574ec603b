/** Who a token is for, as far as it says so. */
export interface TokenOwner {
  /** In the directory that the token is for. */
  readonly objectId?: string;
  /** Of a person: the name in that directory. */
  readonly name?: string;
  /** Of an application or a managed identity: its application ID. */
  readonly applicationId?: string;
  /** Of a person: the application ID of the program that the token was issued to. */
  readonly clientId?: string;
}
