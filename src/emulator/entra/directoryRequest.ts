/** A request to Microsoft Entra ID or Microsoft Graph. `origin` is what the answer's own addresses begin with. */
export interface DirectoryRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string | undefined;
  readonly origin: string;
}

/** What to answer; `body` is JSON. */
export interface DirectoryResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}
