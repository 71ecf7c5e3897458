// Standard input, JSON: the name of a function of the site's scripts, lists of arguments, and arguments that all calls
// share -> standard output, JSON: what each call returns. tests/js/node.py starts it.
import { text } from "node:stream/consumers";
import * as account from "../../site/static/account.js";
import * as format from "../../site/static/format.js";
import * as reply from "../../site/static/reply.js";
import * as report from "../../site/static/report.js";

const FUNCTIONS = {
  ...account,
  ...format,
  ...reply,
  ...report,
  byCountry: (readings, given, names) => report.byCountry(readings, given, new Map(Object.entries(names))),
  effectOf(figure, answer, bot) {
    return account.effectOf(figure, account.withCredit(answer), bot);
  },
  resolve(answer, periods, bot) {
    const resolved = account.acceptNewestFirst(account.withCredit(answer), bot);
    const [rejected, disputed] = [resolved.rejected, resolved.disputed].map(list =>
      list.map(f => [f.report, f.period]),
    );
    return { rejected, disputed, values: periods.map(period => resolved.account.value(period)) };
  },
};

const { name, calls, shared } = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(calls.map(call => FUNCTIONS[name](...call, ...shared))));
