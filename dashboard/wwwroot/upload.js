// (A form's own dataset is hidden by its field of that name: attributes are read by their names.)
// Dialogs that a button opens, and the form that sends files: dropped or chosen, with progress; words come from the server.
document.addEventListener('click', event => {
  const opener = event.target.closest?.('[data-opens]');
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest?.('[data-closes]')) event.target.closest('dialog').close();
});

const inputOf = form => form.querySelector('input[type=file]');

function tell(form, text) {
  const alert = form.querySelector('[role=alert]');
  alert.textContent = text ?? '';
  alert.hidden = !text;
}

function show(form) {
  const files = [...inputOf(form).files], list = form.querySelector('output');
  list.textContent = files.map(f => f.name).join(' · ');
  list.hidden = files.length === 0;
  tell(form);
}

document.addEventListener('change', event => { if (event.target.closest?.('[data-upload]') && event.target.type === 'file') show(event.target.form); });

for (const kind of ['dragover', 'dragleave', 'drop']) {
  document.addEventListener(kind, event => {
    const drop = event.target.closest?.('.drop');
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle('over', kind === 'dragover');
    if (kind !== 'drop' || !event.dataTransfer.files.length) return;
    const form = drop.closest('form');
    inputOf(form).files = event.dataTransfer.files;
    show(form);
  });
}

document.addEventListener('submit', event => {
  const form = event.target;
  if (!form.matches('[data-upload]')) return;
  event.preventDefault();
  const bar = form.querySelector('progress'), list = form.querySelector('output'), send = form.querySelector('[type=submit]');
  const request = new XMLHttpRequest();
  const end = text => { send.disabled = false; bar.hidden = true; show(form); tell(form, text); };
  request.upload.onprogress = e => {
    if (!e.lengthComputable) return;
    bar.value = 100 * e.loaded / e.total;
    list.textContent = form.getAttribute('data-sending').replace('{0}', Math.floor(bar.value));
  };
  request.onerror = request.onabort = () => end(form.getAttribute('data-broken'));
  request.onload = () => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* not from us: said below */ }
    if (request.status !== 200 || !answer.address) return end(answer.message ?? form.getAttribute('data-broken'));
    form.reset();
    end();
    form.closest('dialog').close();
    Blazor.navigateTo(answer.address);
  };
  tell(form);
  bar.value = 0;
  bar.hidden = list.hidden = false;
  send.disabled = true;
  request.open('POST', form.action);
  request.setRequestHeader('Accept', 'application/json');
  request.send(new FormData(form));
});
