/** What somebody may call a tag, a subject or a cluster, each an order to something that we write for. */
export const hostileTexts: readonly string[] = [
  // Shells and what pastes into them.
  "'; touch pwned; '",
  '$(touch pwned) `touch pwned` "; touch pwned; "',
  'x\ntouch pwned\n',
  'x\r\ntouch pwned',
  '\u2019; calc; \u2018 \u201d; calc; \u201c',
  "a\\'; touch pwned; \\",
  '!! !$ ~ * ? [a] {b,c} | & ; < > ( ) # %PATH% ^',
  '\u001b[201~\u0003id>pwned\u000f\u001b[2J\u009b31m\u0007',
  // Templates.
  "${file('/etc/passwd')} and ${again}",
  '$${x} %%{y} %{ if true }x%{ endif }',
  "[parameters('x')]",
  "[[concat('a', 'b')]",
  "'''\n${x}\n'''",
  // REST clients.
  '{{token}} {{{$processEnv HOME}}}',
  "{{require('child_process').execSync('touch pwned')}}",
  '%7B%7Btoken%7D%7D\n### DELETE https://evil.example',
  // Pipelines.
  '##vso[task.setvariable variable=NODE_OPTIONS]--require=x.js',
  '###[error]x ##[section]y ####vso[z]',
  'x\n::error::y\n ::stop-commands::z',
  '::add-mask::x',
  // Markdown and pages.
  'https://evil.example/login www.evil.example //evil.example http://evil.example',
  '@contoso/admins a@evil.example #12 GH-3 contoso/repo#4',
  '[x](command:workbench.action.terminal.new) ![](https://evil.example/x.png) <https://evil.example> $(trash) $(loading~spin)',
  '<img src=x onerror=alert(1)> </script><script>alert(1)</script> &lt;b&gt; &#60;',
  'a | b ` c `` d ``` e\n# f\n- g\n> h\n***\n~~~',
  '\u202egnp.exe\u202c \u2066x\u2069 \u200f',
  // Spreadsheets.
  '=HYPERLINK("https://evil.example")',
  '\uff1d1+1',
  '\n=1+1',
  '\t@SUM(1)',
  ' +1',
  '-1+1',
  // YAML and queries.
  'a: b\n---\nkind: Secret',
  'x\u0085kind: Secret\u2028kind: Secret\u2029kind: Secret',
  '!!js/function x *a &b {c: [d]} on 1e3 null',
  "' or 1 == 1 | project properties //",
  "\\' or true",
  '__proto__',
  '--help',
];
