/** A request to Microsoft Entra ID or Microsoft Graph; addresses in the answer begin with `origin`. */
export interface DirectoryRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string | undefined;
  readonly origin: string;
}

/** The answer to such a request; `body` is JSON. */
export interface DirectoryResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}
