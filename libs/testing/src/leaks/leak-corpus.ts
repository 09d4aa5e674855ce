/** A text as pages, logs and networks have them, what of it must be hidden, and what must stay readable. */
export interface Leak {
  name: string;
  text: string;
  secrets: readonly string[];
  keeps?: readonly string[];
}

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJlLW9mLWFubg';

/** Of each way in which secrets get into evidence at least one. The values are invented. */
export const leakCorpus: readonly Leak[] = [
  // Addresses
  { name: 'query', text: 'https://a.example/in?token=numbat-11&lang=en', secrets: ['numbat-11'], keeps: ['lang=en'] },
  {
    name: 'camel case',
    text: 'https://a.example/?accessToken=numbat-12&page=2',
    secrets: ['numbat-12'],
    keeps: ['page=2'],
  },
  { name: 'one word', text: '/cb?sessionid=numbat-13&authtoken=numbat-14', secrets: ['numbat-13', 'numbat-14'] },
  {
    name: 'fragment',
    text: 'https://a.example/cb#access_token=numbat-15&token_type=bearer',
    secrets: ['numbat-15'],
    keeps: ['token_type=bearer'],
  },
  {
    name: 'OAuth code',
    text: '/callback?code=4/0AX4XfWgnumbat16&state=af0ifjsldkj17',
    secrets: ['0AX4XfWgnumbat16', 'af0ifjsldkj17'],
  },
  {
    name: 'API key of a map',
    text: 'https://maps.example/js?key=AIzaSyD-numbat18numbat18numbat18numb&v=3',
    secrets: ['numbat18'],
    keeps: ['v=3'],
  },
  {
    name: 'address within an address',
    text: '/login?next=https%3A%2F%2Fa.example%2F%3Ftoken%3Dnumbat-19%26lang%3Den',
    secrets: ['numbat-19'],
    keeps: ['lang%3Den'],
  },
  {
    name: 'in HTML',
    text: '<a href="/x?lang=en&amp;apiKey=numbat-20">x</a>',
    secrets: ['numbat-20'],
    keeps: ['lang=en'],
  },
  {
    name: 'signed by AWS',
    text: 'https://b.s3.amazonaws.com/f.pdf?X-Amz-Credential=ASIAIOSFODNN7EXAMPLE%2F20130524&X-Amz-Expires=900&X-Amz-Security-Token=numbat21&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835',
    secrets: ['ASIAIOSFODNN7EXAMPLE', 'numbat21', 'aeeed9bbccd4d02ee5c0109b86d86835'],
    keeps: ['X-Amz-Expires=900', 'f.pdf'],
  },
  {
    name: 'signed by Google',
    text: 'https://storage.googleapis.com/b/f?X-Goog-Credential=a%40b&X-Goog-Signature=numbat22abc',
    secrets: ['numbat22abc'],
  },
  {
    name: 'signed by Azure',
    text: 'https://x.blob.core.windows.net/c/f?sv=2022&se=2026-01-01&sig=numbat23%3D',
    secrets: ['numbat23'],
    keeps: ['sv=2022'],
  },
  {
    name: 'signed by CloudFront',
    text: 'https://d.cloudfront.net/f?Expires=1&Signature=numbat24&Key-Pair-Id=APKANUMBAT25',
    secrets: ['numbat24'],
  },
  {
    name: 'user and password in an address',
    text: 'GET https://ann:numbat-26@a.example/x failed',
    secrets: ['numbat-26'],
    keeps: ['a.example/x failed'],
  },
  {
    name: 'token as user',
    text: 'fetching https://x-access-token:numbat-27@github.com/a/b.git',
    secrets: ['numbat-27'],
    keeps: ['github.com/a/b.git'],
  },
  {
    name: 'webhook of Slack',
    text: 'POST https://hooks.slack.com/services/T00000000/B00000000/numbat28numbat28',
    secrets: ['numbat28'],
    keeps: ['hooks.slack.com'],
  },
  {
    name: 'webhook of Discord',
    text: 'https://discord.com/api/webhooks/123456/numbat-29_numbat',
    secrets: ['numbat-29'],
  },
  // Data sources
  {
    name: 'Postgres',
    text: 'could not connect to postgres://shop:numbat-30@db.internal:5432/shop',
    secrets: ['numbat-30'],
    keeps: ['db.internal:5432/shop'],
  },
  {
    name: 'Redis without user',
    text: 'redis://:numbat-31@cache:6379/0 ECONNREFUSED',
    secrets: ['numbat-31'],
    keeps: ['cache:6379', 'ECONNREFUSED'],
  },
  {
    name: 'MongoDB',
    text: 'MongoServerError: mongodb+srv://app:numbat%2D32@cluster0.example/?retryWrites=true',
    secrets: ['numbat%2D32'],
    keeps: ['retryWrites=true'],
  },
  {
    name: 'libpq words',
    text: 'connection failed: host=db user=shop password=numbat-33 dbname=shop',
    secrets: ['numbat-33'],
    keeps: ['host=db', 'dbname=shop'],
  },
  {
    name: 'ADO.NET',
    text: 'Server=db;Database=shop;User Id=sa;Password=numbat-34;Encrypt=true',
    secrets: ['numbat-34'],
    keeps: ['Server=db', 'Encrypt=true'],
  },
  { name: 'ODBC', text: 'Driver={x};Server=db;Uid=sa;Pwd=numbat-35;', secrets: ['numbat-35'] },
  {
    name: 'Azure storage',
    text: 'DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=numbat36AAAA==;EndpointSuffix=core',
    secrets: ['numbat36AAAA'],
    keeps: ['AccountName=shop'],
  },
  {
    name: 'JDBC',
    text: 'jdbc:mysql://db:3306/shop?user=root&password=numbat-37',
    secrets: ['numbat-37'],
    keeps: ['db:3306/shop'],
  },
  // Schemes and forms
  { name: 'Bearer', text: 'sent Authorization: Bearer numbat-40-token to the API', secrets: ['numbat-40'] },
  {
    name: 'Bearer in prose',
    text: 'The token "Bearer numbat41xyz" is not known',
    secrets: ['numbat41xyz'],
    keeps: ['is not known'],
  },
  {
    name: 'Basic',
    text: 'curl -H "Authorization: Basic YW5uOm51bWJhdDQy" https://a.example',
    secrets: ['YW5uOm51bWJhdDQy'],
  },
  {
    name: 'JSON Web Token',
    text: `invalid signature of ${JWT} (expired)`,
    secrets: ['c2lnbmF0dXJl'],
    keeps: ['(expired)'],
  },
  {
    name: 'AWS key',
    text: 'InvalidAccessKeyId AKIAIOSFODNN7EXAMPLE',
    secrets: ['AKIAIOSFODNN7EXAMPLE'],
    keeps: ['InvalidAccessKeyId'],
  },
  { name: 'GitHub token', text: 'using ghp_numbat43numbat43numbat43numbat43', secrets: ['numbat43'] },
  { name: 'Stripe key', text: 'No such customer for sk_live_numbat44numbat44', secrets: ['numbat44'] },
  { name: 'Slack token', text: 'xoxb-1234567890-numbat45numbat', secrets: ['numbat45'] },
  {
    name: 'private key',
    text: '-----BEGIN PRIVATE KEY-----\nMIInumbat46\nabc\n-----END PRIVATE KEY-----\nthen',
    secrets: ['MIInumbat46'],
    keeps: ['then'],
  },
  { name: 'private key, cut off', text: '-----BEGIN RSA PRIVATE KEY-----\nMIInumbat47\nabc', secrets: ['MIInumbat47'] },
  {
    name: 'cookie line',
    text: 'GET / HTTP/1.1\nHost: a\nCookie: lang=en; s=numbat-48\nAccept: */*',
    secrets: ['numbat-48'],
    keeps: ['Accept: */*'],
  },
  {
    name: 'own header line',
    text: 'X-Api-Key: numbat-49\nX-Other: fine',
    secrets: ['numbat-49'],
    keeps: ['X-Other: fine'],
  },
  // JSON and code
  {
    name: 'JSON',
    text: '{"user":"ann","password":"numbat-50","n":1}',
    secrets: ['numbat-50'],
    keeps: ['"user":"ann"', '"n":1'],
  },
  {
    name: 'JSON, camel case',
    text: '{"clientSecret":"numbat-51","refreshToken":"numbat-52","apiKey":"numbat-53","publicKey":"shown"}',
    secrets: ['numbat-51', 'numbat-52', 'numbat-53'],
    keeps: ['shown'],
  },
  {
    name: 'JSON with quotes within',
    text: '{"password": "num\\"bat-54", "next": 1}',
    secrets: ['bat-54'],
    keeps: ['"next": 1'],
  },
  {
    name: 'JSON within JSON',
    text: '{"body":"{\\"password\\":\\"numbat-55\\",\\"user\\":\\"ann\\"}"}',
    secrets: ['numbat-55'],
    keeps: ['ann'],
  },
  {
    name: 'JSON, cut off',
    text: '{"user":"ann","password":"numbat-56-and-mo',
    secrets: ['numbat-56'],
    keeps: ['"user":"ann"'],
  },
  {
    name: 'JSON in HTML',
    text: '<div data-x="{&quot;apiToken&quot;:&quot;numbat-57&quot;,&quot;lang&quot;:&quot;en&quot;}">',
    secrets: ['numbat-57'],
    keeps: ['&quot;en&quot;'],
  },
  { name: 'JSON, a number', text: '{"pin":471158,"count":471}', secrets: ['471158'], keeps: ['"count":471'] },
  {
    name: 'JavaScript',
    text: 'window.__CONFIG__ = { apiKey: "numbat-59", region: "eu" };',
    secrets: ['numbat-59'],
    keeps: ['region: "eu"'],
  },
  {
    name: 'Python',
    text: "psycopg2.connect(host='db', user='shop', password='numbat-60')",
    secrets: ['numbat-60'],
    keeps: ["host='db'"],
  },
  {
    name: 'environment',
    text: 'APP_ENV=production\nDB_PASSWORD=numbat-61\nAPP_KEY=base64:numbat62=\nAPP_DEBUG=true',
    secrets: ['numbat-61', 'numbat62'],
    keeps: ['APP_ENV=production', 'APP_DEBUG=true'],
  },
  {
    name: 'YAML',
    text: 'production:\n  adapter: pg\n  password: numbat-63\n  secret_key_base: numbat-64\n  pool: 5',
    secrets: ['numbat-63', 'numbat-64'],
    keeps: ['adapter: pg', 'pool: 5'],
  },
  // PHP
  {
    name: 'PHP array',
    text: "'host' => 'db', 'password' => 'numbat-70', 'port' => 3306",
    secrets: ['numbat-70'],
    keeps: ["'host' => 'db'"],
  },
  {
    name: 'var_dump',
    text: 'array(2) {\n  ["user"]=>\n  string(3) "ann"\n  ["password"]=>\n  string(9) "numbat-71"\n}',
    secrets: ['numbat-71'],
    keeps: ['"ann"'],
  },
  {
    name: 'print_r',
    text: 'Array\n(\n    [user] => ann\n    [api_token] => numbat-72\n)',
    secrets: ['numbat-72'],
    keeps: ['[user] => ann'],
  },
  {
    name: 'constructor in a trace',
    text: "#0 /app/db.php(12): PDO->__construct('mysql:host=db', 'root', 'numbat-73')\n#1 {main}",
    secrets: ['numbat-73'],
    keeps: ['/app/db.php(12)', 'mysql:host=db', '{main}'],
  },
  { name: 'constructor in code', text: "$db = new mysqli('db', 'root', 'numbat-74', 'shop');", secrets: ['numbat-74'] },
  {
    name: 'constructor in HTML',
    text: '#3 /app/a.php(9): PDO-&gt;__construct(&#039;mysql:host=db&#039;, &#039;root&#039;, &#039;numbat-75&#039;)',
    secrets: ['numbat-75'],
  },
  {
    name: 'function in a trace',
    text: "#2 /app/Auth.php(40): App\\Auth->check('ann', 'numbat-76')",
    secrets: ['numbat-76'],
    keeps: ['/app/Auth.php(40)'],
  },
  {
    name: 'argument, cut off by PHP',
    text: "#0 /app/x.php(1): mysqli_connect('db', 'root', 'numbat-77-and-m...')",
    secrets: ['numbat-77'],
  },
  // Tables of debug pages
  {
    name: 'table of Laravel',
    text: '<tr><td>DB_PASSWORD</td><td>numbat-80</td></tr><tr><td>APP_ENV</td><td>production</td></tr>',
    secrets: ['numbat-80'],
    keeps: ['production'],
  },
  {
    name: 'table of Django',
    text: '<tr><td>SECRET_KEY</td>\n<td class="code"><pre>&#x27;numbat-81&#x27;</pre></td></tr>',
    secrets: ['numbat-81'],
  },
  {
    name: 'table of Symfony',
    text: '<th>DATABASE_URL</th><td><pre>"mysql://root:numbat-82@db/shop"</pre></td>',
    secrets: ['numbat-82'],
    keeps: ['DATABASE_URL'],
  },
  { name: 'list of Rails', text: '<dt>api_key</dt><dd><code>"numbat-83"</code></dd>', secrets: ['numbat-83'] },
  {
    name: 'table of headers',
    text: '<tr><th>Authorization</th><td>Bearer numbat-84x</td></tr>',
    secrets: ['numbat-84x'],
  },
  {
    name: 'hidden field',
    text: '<input type="hidden" name="csrf_token" value="numbat-85">',
    secrets: ['numbat-85'],
    keeps: ['csrf_token'],
  },
  { name: 'password field', text: '<input type=password id=p1 value=numbat-86>', secrets: ['numbat-86'] },
  { name: 'meta', text: '<meta name="csrf-token" content="numbat-87">', secrets: ['numbat-87'] },
  { name: 'Spring', text: '{"spring.datasource.password":{"value":"numbat-88"}}', secrets: ['numbat-88'] },
];

/** Texts that only look as if: they stay as they are. */
export const harmlessTexts: readonly string[] = [
  'Answered 200 OK in production, origin https://shop.example',
  'Invalid password: please try again',
  'Enter your password to sign in',
  'a tokenizer=on and passwordless=true',
  'Bearer authentication is required',
  'Basic realm="Staging"',
  'The secretary keeps the keys; monkey=1 and turkey=2',
  '{"primaryKey":"id","publicKey":"abc","tokens":512,"tokenCount":3}',
  'https://shop.example/search?q=passwords&page=2&code=404',
  '<td>Status</td><td>fine</td>',
  'TypeError: Cannot read properties of undefined (reading "api")',
  '#0 /app/a.php(12): App\\Shop->open(Object(Cart), 12)',
  'mail ann@example.com about https://a.example/x',
];
