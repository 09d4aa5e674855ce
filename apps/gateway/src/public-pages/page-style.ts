/** The number of days in the bars. */
export const SHOWN_DAYS = 90;

/** Colors have a contrast of at least 4.5 with their background in both schemes. */
export const pageStyle = `:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#16202e;--mute:#566273;--line:#e2e6ec;--u:#12803f;--p:#b45309;--d:#c4281c;--m:#2f5fc4;--n:#a9b3c0;--on:#fff}
@media(prefers-color-scheme:dark){:root{--bg:#0e131a;--card:#171e28;--ink:#e8edf4;--mute:#9daaba;--line:#2a3442;--u:#3fbf73;--p:#e9a23b;--d:#f4776c;--m:#82a9f7;--n:#465365;--on:#0e131a}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:860px;margin:0 auto;padding:0 20px}header{padding-top:44px}header img{max-height:44px;max-width:220px;display:block;margin-bottom:14px}
h1{font-size:28px;line-height:1.2;margin:0;letter-spacing:-.02em}header p,.lead{color:var(--mute);margin:6px 0 0}h2{font-size:17px;margin:36px 0 10px}h3{font-size:16px;margin:0}
.state{display:flex;justify-content:space-between;gap:6px 20px;flex-wrap:wrap;align-items:baseline;margin:24px 0 0;padding:18px 22px;border-radius:12px;color:var(--on);font-size:19px;font-weight:650}.state small{font-size:14px;font-weight:400}
.b-operational{background:var(--u)}.b-degraded{background:var(--p)}.b-down{background:var(--d)}.b-maintenance{background:var(--m)}.b-no_data{background:var(--mute)}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:0 22px;list-style:none;margin:0}.card>li{padding:16px 0}.card>li+li{border-top:1px solid var(--line)}
.row{display:flex;justify-content:space-between;gap:4px 16px;flex-wrap:wrap}.operational{color:var(--u)}.degraded{color:var(--p)}.down{color:var(--d)}.maintenance{color:var(--m)}.no_data,.mute,time{color:var(--mute)}.state time{color:inherit}.s{font-weight:600}
.card svg{display:block;width:100%;height:30px;margin:10px 0 6px}.card path{stroke-width:10;stroke-dasharray:.75 .25}.axis{display:flex;justify-content:space-between}.axis::before{content:"${SHOWN_DAYS} days ago"}.axis::after{content:"today"}.u{stroke:var(--u)}.p{stroke:var(--p)}.d{stroke:var(--d)}.n{stroke:var(--n)}
.mute,time,.axis{font-size:14px}.axis{color:var(--mute)}.msg{margin:10px 0 0}.said{white-space:pre-line}a{color:inherit}footer{margin-top:44px;padding-bottom:44px;color:var(--mute);font-size:14px}footer a{margin-right:16px}
.key{display:flex;flex-wrap:wrap;gap:4px 18px;margin:12px 0 0;padding:0;list-style:none;font-size:14px;color:var(--mute)}.key svg{width:10px;height:10px;margin-right:6px}.key path{stroke-width:10}
form{max-width:360px;margin-top:24px}label{display:block;font-weight:600;margin-bottom:6px}input,button{font:inherit;width:100%;padding:10px 12px;border-radius:8px;border:1px solid var(--mute);background:var(--card);color:var(--ink)}button{margin-top:12px;background:var(--ink);color:var(--bg);border:0;font-weight:600;cursor:pointer}:focus-visible{outline:3px solid var(--m);outline-offset:2px}.wrong{color:var(--d);font-weight:600}`;
