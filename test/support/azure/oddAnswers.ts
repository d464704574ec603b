import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';

/** What comes in place of Azure's answer. */
export interface OddAnswer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

const json = 'application/json';
const error = (status: number, code: string): OddAnswer => ({
  status,
  body: JSON.stringify({ error: { code, message: `${code}, said for this test.` } }),
});

/** Every way in which Azure, or what stands between, may answer one request badly; each by its name. */
export const oddAnswers = {
  'a 403': error(403, 'AuthorizationFailed'),
  'a 404': error(404, 'ResourceNotFound'),
  'a 404 of a proxy': { status: 404, body: '<html>Not here</html>', type: 'text/html' },
  'a 500': error(500, 'InternalServerError'),
  'a sign-in page': { status: 200, body: '<html>Sign in</html>', type: 'text/html' },
  'an empty object': { status: 200, body: '{}' },
  'a list without value': { status: 200, body: '{"values":[],"count":0}' },
  'a list of other things': { status: 200, body: '{"value":["a",{"b":1}],"data":["a",{"b":1}],"totalRecords":2}' },
  'a thing without content': { status: 200, body: '{"id":"/a","name":"a"}' },
  'cut JSON': { status: 200, body: '{"value":[{"id":"/sub' },
  'a 204': { status: 204, body: '' },
} satisfies Readonly<Record<string, OddAnswer>>;

/** Stands between the extension and the emulator, notes what is asked, and answers one question oddly. */
export function createOddAzure(): {
  readonly between: (emulator: HttpClient) => HttpClient;
  /** What was asked since the last `forget`, each question once. */
  readonly asked: () => readonly string[];
  readonly forget: () => void;
  /** Answers this question like that from now on; `undefined`: as Azure does. */
  readonly answer: (fault: { readonly question: string; readonly answer: OddAnswer } | undefined) => void;
} {
  const asked = new Set<string>();
  let fault: { readonly question: string; readonly answer: OddAnswer } | undefined;
  return {
    between: (emulator) => ({
      async sendRequest(request) {
        const question = questionOf(request);
        asked.add(question);
        if (fault?.question !== question) return emulator.sendRequest(request);
        const { status, body, type = json } = fault.answer;
        return { request, status, headers: createHttpHeaders({ 'content-type': type }), bodyAsText: body };
      },
    }),
    asked: () => [...asked],
    forget: () => asked.clear(),
    answer: (next) => void (fault = next),
  };
}

/** Identifies a request by its path; for Resource Graph, by its query. */
function questionOf({ method, url, body }: PipelineRequest): string {
  const { pathname, searchParams } = new URL(url);
  if (/resourcegraph/i.test(pathname)) return `query ${(JSON.parse(body as string) as { query: string }).query}`;
  return `${method} ${pathname.toLowerCase()} ${searchParams.get('$filter') ?? ''}`.trim();
}
