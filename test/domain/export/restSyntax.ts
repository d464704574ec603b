/** Requests as REST clients of editors read them. Source: https://github.com/Huachao/vscode-restclient#usage */
const headers = ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match'];

/** What a REST client would not send as intended; `count` requests are expected. */
export function problemsOfRequests(text: string, count: number): readonly string[] {
  const [head = '', ...requests] = text.split(/^### .*\n/m);
  return [
    ...(head.split('\n').every((line) => line === '' || line.startsWith('# '))
      ? []
      : ['something stands before the first']),
    ...(requests.length === count ? [] : [`${requests.length} requests of ${count}`]),
    ...requests.flatMap(problemsOf),
  ];
}

function problemsOf(request: string): readonly string[] {
  const [first = '', body = ''] = request.trim().split(/\n\n([^]*)/);
  const [line = '', ...rest] = first.split('\n').filter((each) => !each.startsWith('# '));
  const [, method, address = ''] = /^(PUT|POST|DELETE) (\S+)$/.exec(line) ?? [];
  const sent = rest.map((each) => /^([\w-]+): \S/.exec(each)?.[1] ?? each);
  return [
    ...(method === undefined ? [`no request: ${line}`] : []),
    ...(URL.canParse(address) && new URL(address).hostname === 'management.azure.com'
      ? []
      : [`no address: ${address}`]),
    ...(/^\d{4}-\d{2}-\d{2}(-preview)?$/.test(URL.parse(address)?.searchParams.get('api-version') ?? '')
      ? []
      : [`no API version: ${address}`]),
    ...sent.flatMap((name) => (headers.includes(name) ? [] : [`no header: ${name}`])),
    ...(sent.includes('Content-Type') === (body !== '') ? [] : ['a body and its type come together']),
    ...(body === '' || isJson(body.replace(/(?<=[:[]\s*)\{secret\w+\}/g, '""')) ? [] : [`no JSON: ${body}`]),
  ];
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
