/* play.js -- the timeline to play with: how long would it take?
 *
 * Without this script the measured pictures stand. The formulas are those of
 * bench/judge/theory.c, and tests/bench/report/page_play.py holds the two
 * together. More cores than the machine has are a simulation, and said to be
 * one. What is chosen stands in the address's fragment, so that a link leads to
 * it; nothing is stored or sent. */
const MODELS = ['sequential', 'async', 'threads', 'processes', 'hybrid'];
const POOL = 4; /* threads of a loop's pool */
/* How many tasks really proceed at once; `what` is waits, blocks or computes. */
function atOnce(model, what, plan) {
  if (model == 'sequential') return 1;
  let workers = plan.width;
  if (what != 'waits') {
    const loops = model == 'async' ? 1 : model == 'hybrid' ? plan.cores
                                                           : Infinity;
    workers = Math.min(workers, loops * (plan.offload ? POOL : 1));
  }
  return what == 'computes' ? Math.min(workers, plan.cores) : workers;
}
/* The time of all tasks in seconds: their waits, in waves, and their work. */
function predict(model, plan) {
  const what = plan.blocks ? 'blocks' : 'waits';
  const wait = Math.ceil(plan.tasks / atOnce(model, what, plan)) * plan.wait_ms;
  const work = plan.tasks * plan.work_ms / atOnce(model, 'computes', plan);
  return {wait_s: wait / 1e3, work_s: work / 1e3, all_s: (wait + work) / 1e3};
}
function timeText(seconds) {
  if (seconds >= 1) return seconds.toPrecision(3) + ' s';
  if (seconds >= 1e-3) return (seconds * 1e3).toPrecision(3) + ' ms';
  return (seconds * 1e6).toPrecision(3) + ' \u00b5s';
}
const SLIDERS = [
  ['tasks', 'tasks', 1, 5000, 1],
  ['wait_ms', 'each waits, ms', 0, 500, 0.1],
  ['work_ms', 'each works, ms', 0, 200, 0.1],
  ['cores', 'cores', 1, 64, 1],
  ['width', 'width (in flight)', 1, 5000, 1]
];
const CAPTION = 'Hollow: waits. Solid: works. \u25c6 measured in this run.';
const SIMULATION = 'Dashed: waits. Hatched: works.';
const FLAGS = [
  ['blocks', 'the wait blocks its thread'],
  ['offload', 'loops offload to a pool of ' + POOL]
];
/* The values of a slider: even steps of their logarithm, each once, so that an
 * arrow key always moves it on. */
function valuesOf(low, high, step) {
  const from = low || 0.05, values = [low];
  for (let i = 1; i <= 120; i++) {
    const value = from * Math.pow(high / from, i / 120);
    const round = Number((Math.round(value / step) * step).toPrecision(2));
    if (round > values.at(-1)) values.push(round);
  }
  return values;
}
function nearest(values, value) {
  const over = values.findIndex(each => each >= value);
  if (over < 1) return over ? values.length - 1 : 0;
  return values[over] - value > value - values[over - 1] ? over - 1 : over;
}
function makePlay(root, presets) {
  const make = (tag, text, parent) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    parent.append(element);
    return element;
  };
  const plan = {tasks: 8, wait_ms: 40, work_ms: 18, cores: 2, width: 8,
                blocks: false, offload: false, model: ''};
  const machine = presets[0].cores;
  let preset = null;
  const inputs = {}, values = {}, steps = {};
  make('h2', 'Play with it', root).id = 'play-with-it';
  make('p', 'How long would it take, if only the tasks took any time? Choose ' +
            'an experiment and see what was measured, or move the sliders. ' +
            'The address keeps what you chose.', root);
  const form = make('form', '', root);
  const select = (text, none, options) => {
    const element = make('select', '', make('label', text + ' ', form));
    make('option', none, element).value = '';
    for (const [value, title] of options)
      make('option', title, element).value = value;
    return element;
  };
  const choice = select('experiment', 'none: free play', presets.map(
      each => [each.name, each.name + ': ' + each.title]));
  const only = select('model', 'all of them', MODELS.slice(1).map(
      model => [model, model + ', beside sequential']));
  for (const [key, text, low, high, step] of SLIDERS) {
    const row = make('label', text + ' ', form);
    const input = make('input', '', row);
    input.type = 'range';
    input.min = 0;
    steps[key] = valuesOf(low, high, step);
    input.max = steps[key].length - 1;
    values[key] = make('output', '', row);
    inputs[key] = input;
    input.addEventListener('input', () => {
      plan[key] = steps[key][input.value];
      preset = null;
      show();
    });
  }
  for (const [key, text] of FLAGS) {
    const row = make('label', '', form);
    const input = make('input', '', row);
    input.type = 'checkbox';
    row.append(' ' + text);
    inputs[key] = input;
    input.addEventListener('change', () => {
      plan[key] = input.checked;
      preset = null;
      show();
    });
  }
  const table = make('table', '', root);
  const caption = make('caption', CAPTION, table);
  const head = make('tr', '', make('thead', '', table));
  for (const text of ['model', 'time', 'speed-up', 'measured', 'picture'])
    make('th', text, head).scope = 'col';
  const body = make('tbody', '', table);
  const said = make('p', '', root);
  said.setAttribute('role', 'status');
  function showRow(model, all, longest) {
    const time = predict(model, plan);
    const point = preset && preset.points.find(
        each => each.model == model && each.offload == plan.offload);
    const row = make('tr', '', body);
    row.className = 'model-' + model;
    make('th', model, row).scope = 'row';
    make('td', timeText(time.all_s), row);
    make('td', time.all_s > 0 ? (all / time.all_s).toFixed(2) + '\u00d7'
                              : '\u2014', row);
    make('td', point ? timeText(point.seconds)
                     : plan.cores > machine ? 'simulated' : '\u2014', row);
    const bar = make('div', '', make('td', '', row));
    bar.className = 'bar';
    bar.setAttribute('aria-hidden', 'true');
    const part = (name, share) => {
      const element = make('span', '', bar);
      element.className = name;
      element.style.width = 100 * share / longest + '%';
      return element;
    };
    part('waits', time.wait_s);
    part('works', time.work_s);
    if (point)
      part('point', 0).style.left = 100 * point.seconds / longest + '%';
  }
  function show() {
    for (const [key] of SLIDERS) {
      inputs[key].value = nearest(steps[key], plan[key]);
      const text = Number(plan[key].toPrecision(3));
      values[key].textContent = text;
      inputs[key].setAttribute('aria-valuetext', text);
    }
    for (const [key] of FLAGS) inputs[key].checked = plan[key];
    choice.value = preset ? preset.name : '';
    only.value = plan.model;
    body.replaceChildren();
    const simulated = plan.cores > machine ? 'Simulated by theory: ' +
        plan.cores + ' cores, where this machine has ' + machine + '. ' : '';
    table.classList.toggle('simulated', simulated != '');
    caption.textContent = simulated ? simulated + SIMULATION : CAPTION;
    const models = plan.model ? [MODELS[0], plan.model] : MODELS;
    const times = models.map(model => predict(model, plan).all_s);
    const longest = Math.max(...times, 1e-9,
                             ...(preset ? preset.points : []).filter(
                                 each => models.includes(each.model)).map(
                                 each => each.seconds));
    for (const model of models) showRow(model, times[0], longest);
    const best = Math.min(...times);
    said.textContent = simulated + 'Fastest: ' +
        models.filter((_, i) => times[i] <= best * 1.05).join(', ') + ', ' +
        timeText(best) + (preset ? '; as in ' + preset.name : '') + '.';
    const {model, ...numbers} = plan;
    const state = new URLSearchParams(preset ? {preset: preset.name}
        : Object.entries(numbers).map(([key, value]) => [key, Number(value)]));
    if (model) state.set('model', model);
    if (started) history.replaceState(null, '', '#play:' + state);
    started = true;
  }
  let started = false;
  function take(each) {
    preset = each || null;
    if (each)
      for (const key of ['tasks', 'wait_ms', 'work_ms', 'cores', 'width',
                         'blocks'])
        plan[key] = each[key];
    plan.offload = each ? false : plan.offload;
  }
  choice.addEventListener('change', () => {
    take(presets.find(each => each.name == choice.value));
    show();
  });
  only.addEventListener('change', () => {
    plan.model = only.value;
    show();
  });
  form.addEventListener('submit', event => event.preventDefault());
  function read() {
    if (!location.hash.startsWith('#play:')) return;
    const state = new URLSearchParams(location.hash.slice(6));
    take(presets.find(each => each.name == state.get('preset')));
    for (const [key, , low, high, step] of SLIDERS) {
      const value = Number(state.get(key) || NaN);
      if (value >= low && value <= high)
        plan[key] = step < 1 ? value : Math.round(value);
    }
    plan.model = MODELS.slice(1).find(each => each == state.get('model')) || '';
    for (const [key] of FLAGS)
      if (state.has(key)) plan[key] = state.get(key) == '1';
    show();
    root.scrollIntoView();
  }
  addEventListener('hashchange', read);
  take(presets[0]);
  show();
  read();
}
const play = document.getElementById('play');
if (play) {
  /* After the measured timeline and its words, if there is one. */
  const picture = document.querySelector('main > figure');
  const before = document.querySelector('main > h2');
  if (picture) picture.nextElementSibling.after(play);
  else if (before) before.before(play);
  play.hidden = false; /* else an address could not lead to it */
  makePlay(play, JSON.parse(play.dataset.presets));
  const link = document.createElement('a');
  link.href = '#play-with-it';
  link.textContent = 'Play with it';
  document.querySelector('nav').prepend(link);
  document.querySelector('nav a[href="#top"]')?.after(link);
}
