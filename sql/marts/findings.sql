-- Grain: one row per finding of this publication in the touched cases (new_findings). The rules' texts stand here, once.

create temp table publication_rules on commit drop as
select * from (values
    ('referral-unknown', 'waiting', '紹介番号', '紹介番号に当たる紹介がまだありません。', 'The referral that this number names has not come yet.',
        '紹介台帳が届けば自動で数えます。番号の誤りなら直してください。', 'It counts by itself once the referral ledger brings it; if the number is wrong, correct it.'),
    ('referral-ambiguous', 'rejected', '紹介番号', '複数の銀行に同じ紹介番号があり、どれか決められません。', 'Several banks have this referral number.',
        '銀行コードの列を加え、どの銀行の紹介かを書いてください。', 'Add the column 銀行コード and say whose referral is meant.'),
    ('outcome-before-referral', 'rejected', '成果日', '成果日が紹介日より前です。', 'The outcome is dated before its referral.',
        '成果日か紹介番号を確かめて直してください。', 'Check the outcome''s date and its referral number.'),
    ('referred-date-outside', 'rejected', '紹介日', '日付が1970〜2050年の外です。', 'The date lies outside 1970–2050.',
        '紹介日の年を確かめて直してください。', 'Check the year of the referral and correct it.'),
    ('started-date-outside', 'rejected', '開始日', '日付が1970〜2050年の外です。', 'The date lies outside 1970–2050.',
        '開始日の年を確かめて直してください。', 'Check the year of the start and correct it.'),
    ('outcome-date-outside', 'rejected', '成果日', '日付が1970〜2050年の外です。', 'The date lies outside 1970–2050.',
        '成果日の年を確かめて直してください。', 'Check the year of the outcome and correct it.'),
    ('referred-date-in-future', 'rejected', '紹介日', '紹介日がファイルの受領日より後です。', 'The referral is dated after the day on which the file was received.',
        '紹介日の年を確かめて直してください。これからの紹介は、その日が過ぎてから載せてください。', 'Check the year and correct it; a referral yet to come belongs into the ledger once its day has come.'),
    ('started-date-in-future', 'rejected', '開始日', '開始日がファイルの受領日より後です。', 'The engagement starts after the day on which the file was received.',
        '開始日の年を確かめて直してください。これから始まる案件なら、状況を「準備」にしてください。', 'Check the year and correct it; if the engagement is yet to start, its state is 準備 (preparing).'),
    ('outcome-date-in-future', 'rejected', '成果日', '成果日がファイルの受領日より後です。', 'The outcome is dated after the day on which the file was received.',
        '成果日の年を確かめて直してください。見込みの成果は、実現してから載せてください。', 'Check the year and correct it; an expected outcome belongs into the survey once it has come about.'),
    ('meeting-date-outside', 'rejected', '開催日', '日付が1970〜2050年の外です。', 'The date lies outside 1970–2050.',
        '開催日の年を確かめて直してください。', 'Check the year of the meeting and correct it.'),
    ('meeting-date-in-future', 'rejected', '開催日', '開催日がファイルの受領日より後です。', 'The meeting is dated after the day on which the file was received.',
        '開催日の年を確かめて直してください。これからの交流会は、その日が過ぎてから載せてください。', 'Check the year and correct it; a meeting yet to come belongs into the ledger once its day has come.'),
    ('survey-year-outside', 'rejected', '調査年度', '年度が1970〜2050年の外です。', 'The year lies outside 1970–2050.',
        '調査年度を確かめて直してください。', 'Check the survey year and correct it.'),
    ('survey-year-in-future', 'rejected', '調査年度', '調査年度がファイルの受領日より後に始まります。', 'The survey year begins after the day on which the file was received.',
        '調査年度を確かめて直してください。', 'Check the survey year and correct it.'),
    ('attendance-conflict', 'rejected', '企業名', 'このファイルに、同じ交流会の同じ企業で内容の違う行があります。', 'The file has rows of different content for the same company at the same meeting.',
        '正しい行だけを残してください。それまでは前に公開した内容のままです。', 'Keep the right row only. Until then what was published stays.'),
    ('meeting-date-differs', 'warning', '開催日', '同じ開催番号のほかの行と開催日が違います。', 'Most rows of this meeting give another day.',
        '開催日を確かめてください。この交流会は、多くの行にある日で数えています。', 'Check the day; the meeting counts on the day that most of its rows give.'),
    ('venue-unknown', 'warning', '会場市区町村', '会場の市区町村が見つかりません。', 'No municipality has this name or code.',
        '市区町村の名前かコードを確かめてください。地域は「不明」として数えます。', 'Check the venue''s municipality; the meeting counts under region "unknown".'),
    ('company-unnamed', 'warning', '企業名', '法人番号も企業名もありません。', 'Neither corporate number nor company name.',
        '企業名を書いてください。交流会には数え、参加企業には数えません。', 'Write the company''s name. The meeting counts, no company does.'),
    ('meeting-unknown', 'warning', '開催番号', '開催番号に当たる交流会がまだありません。', 'No ledger tells of a meeting of this number.',
        '交流会台帳が届けば自動で結び付きます。番号の誤りなら直してください。紹介は数えています。', 'It is linked by itself once the meeting ledger brings it; if the number is wrong, correct it. The referral is counted.'),
    ('meeting-ambiguous', 'warning', '開催番号', '複数の主催者に同じ開催番号があり、どれか決められません。', 'Several organisers have a meeting of this number.',
        '紹介先の機関を書くか、番号を確かめてください。紹介は数えています。', 'Name the institute (紹介先), or check the number. The referral is counted.'),
    ('answer-missing', 'warning', '回答区分', '回収日がありますが、回答がありません。', 'There is a day of return, but no answer.',
        '回答区分に「成果あり」か「成果なし」を書いてください。それまでは未回答として数えます。', 'Write 成果あり or 成果なし. Until then the form counts as not answered.'),
    ('survey-before-referral', 'warning', '調査年度', '調査年度が紹介日より前に終わります。', 'The survey year ends before the referral.',
        '調査年度と紹介番号を確かめてください。', 'Check the survey year and the referral number.'),
    ('engagement-before-referral', 'warning', '開始日', '開始日が紹介日より前です。', 'The engagement starts before its referral.',
        '日付が正しければ、このままで構いません。', 'If the dates are right, leave them.'),
    ('subsidy-not-positive', 'warning', 'amount', '補助金額が0円以下です。', 'The subsidy is not above 0 yen.',
        '取消しや返還なら、このままで構いません。合計にはこの金額のまま入ります。', 'If it was withdrawn or paid back, leave it; the sum takes the amount as it is.'),
    ('engagement-unknown', 'warning', '案件番号', 'この紹介に、この番号の案件はありません。', 'The referral has no engagement of this number.',
        '案件番号を確かめてください。成果は数えています。', 'Check the engagement number; the outcome is counted.'),
    ('no-agreement-in-force', 'warning', '紹介日', '紹介日に有効な協定がありません。', 'No agreement was in force on the day of referral.',
        '協定一覧に協定または延長を加えてください。', 'Add the agreement or its extension to the list of agreements.'),
    ('municipality-unknown', 'warning', '市区町村コード', '市区町村コードが見つかりません。', 'No municipality has this code.',
        '全国地方公共団体コードを確かめてください。地域は「不明」として数えます。', 'Check the code; the row counts under region "unknown".'),
    ('industry-unknown', 'warning', '業種コード', 'この改定の産業分類にないコードです。', 'The industry classification of this revision has no such code.',
        '日本標準産業分類のコードを確かめてください。産業は「不明」として数えます。', 'Check the code; the row counts under industry "unknown".'),
    ('industry-zero-weighed', 'warning', '業種コード', '先頭の0が落ちたコードとも読めるので、同じ企業か同じ列のほかのコードに合わせました。', 'The code may have lost its leading zero: it is read by the major group of the company''s or the column''s other codes.',
        '業種コードを文字列として、先頭の0を付けて書いてください（例: 0929）。', 'Write the code as text, with its zero (0929).'),
    ('industry-ambiguous', 'warning', '業種コード', '先頭の0が落ちたコードとも読め、どちらか決められません。', 'The code may have lost its leading zero, and nothing tells which of the two is meant.',
        '業種コードを文字列として、先頭の0を付けて書いてください（例: 0929）。産業は「不明」として数えます。', 'Write the code as text, with its zero (0929). The row counts under industry "unknown".'),
    ('values-kept', 'warning', null, '空欄のため、前の行の値を使います。', 'Blank here: what an earlier row said still holds.',
        '値が変わっていなければ、このままで構いません。分からない項目には「不明」と書いてください。', 'If it still holds, leave it; write 不明 where it is not known any more.'),
    ('cluster-unknown', 'warning', 'クラスター', 'クラスターの名前が見つかりません。', 'No cluster has this name.',
        'クラスターの名前を確かめてください。このクラスターには数えません。', 'Check the name; the row is not counted under this cluster.'),
    ('cluster-not-valid', 'warning', 'クラスター', '紹介日はクラスターの期間の外です。', 'The day of referral lies outside the cluster''s validity.',
        '期間が正しければ、このままで構いません。', 'If the period is right, leave it.'),
    ('target-measure-unknown', 'rejected', '指標', '定義のない指標です。', 'No measure has this name.',
        '指標は画面の指標名（例: 成果）か英字の名前（例: outcomes）で書いてください。', 'Write the measure as pages name it, or its name such as outcomes.'),
    ('target-region-unknown', 'rejected', '地域', '地域が見つかりません。', 'No region has this name or code.',
        '地域の名前かコード（例: 西部、22-west、22130）で書くか、全体なら空欄にしてください。', 'Write a region''s name or code (西部, 22-west, 22130), or leave it blank for all.'),
    ('target-cluster-unknown', 'rejected', 'クラスター', 'クラスターが見つかりません。', 'No cluster has this name.',
        'クラスターの名前かコードで書くか、全体なら空欄にしてください。', 'Write a cluster''s name or code, or leave it blank for all.'),
    ('target-conflict', 'rejected', '目標値', '同じ年度・指標・地域・クラスターの目標値がこのファイルに複数あり、値が違います。', 'The file gives different targets for the same year, measure, region and cluster.',
        '正しい行だけを残してください。それまでは前に公開した目標値のままです。', 'Keep the right row only. Until then the target that was published stays.'),
    ('target-unit-unfit', 'rejected', '目標値', 'この指標に合わない単位です。', 'The unit does not fit the measure.',
        '件数・社数・人数の目標は単位なしか「40件」のように、金額の目標は「120百万円」のように書いてください。見出しに金額の単位があると、単位のない値もその単位になります。', 'Write a target of cases, companies or people plainly or as 40件, one of money as 120百万円. A unit of money in the heading applies to every cell without one.'),
    ('establishments-year-outside', 'rejected', '年', '年が1970〜2050年の外です。', 'The year lies outside 1970–2050.',
        '年を確かめて直してください。', 'Check the year and correct it.'),
    ('establishments-region-unknown', 'rejected', '地域コード', '地域が見つかりません。', 'No region has this code or name.',
        '市区町村コード（5桁か6桁）か都道府県コードで書いてください。', 'Write a municipality''s code of 5 or 6 digits, or a prefecture''s code.'),
    ('establishments-industry-unknown', 'rejected', '産業分類', 'この改定の産業分類にないコードです。', 'The industry classification of this revision has no such code.',
        '日本標準産業分類の大分類（例: E）か中分類（例: 09）のコードで書いてください。全産業の行は要りません。', 'Write the code of a division (E) or a major group (09) of JSIC; rows for all industries are not needed.'),
    ('establishments-conflict', 'rejected', '事業所数', '同じ年・地域・産業の行がこのファイルに複数あり、値が違います。', 'The file gives different numbers for the same year, region and industry.',
        '正しい行だけを残してください。それまでは前に公開した値のままです。', 'Keep the right row only. Until then the numbers that were published stay.'),
    ('establishments-total', 'warning', '地域コード', '同じ年に、この行に含まれる細かい地域か産業の行があるので、二重に数えないよう除きます。', 'The same year has rows of narrower regions or industries within this one; it is left out so that nothing counts twice.',
        '合計の行なら、このままで構いません。この行を使うなら、細かい行を除いてください。', 'If it is a total, leave it. To use it, take the narrower rows out.'),
    ('extends-unknown', 'warning', '延長元', 'この銀行に、延長元の番号の協定がありません。', 'The bank has no agreement of the number that this one extends.',
        '延長元の協定番号を確かめてください。協定番号は銀行ごとのものです。', 'Check the number: agreements are numbered by each bank.'),
    ('target-unit-missing', 'rejected', '目標値', '金額の単位がありません。', 'An amount without a unit.',
        '「120百万円」のように単位を付けるか、見出しに「目標値(千円)」と書いてください。', 'Write the unit in the cell (120百万円) or in the heading (目標値(千円)).')
) r (rule, kind, column_name, reason_ja, reason_en, mend_ja, mend_en);

create temp table new_findings (
    dataset_key smallint not null, case_id bigint, batch_id integer not null, sheet text, line integer not null, rule text not null, value text
) on commit drop;

-- Where a later batch brings the number again, what that one says counts, be it accepted or rejected.
insert into new_findings
select o.dataset_key, k.case_id, o.batch_id, o.sheet, o.line, o.rule, o.value
from rows_ruled_out o join touched_datasets d using (dataset_key) join touched_cases k on k.dataset_key = o.dataset_key and k.case_key = o.case_key
where not exists (select from rows_ruled_out n where n.dataset_key = o.dataset_key and n.fact = o.fact and n.owner_code = o.owner_code and n.row_key = o.row_key and n.batch_id > o.batch_id)
  and not exists (
      select from (
          {each staged fact: select dataset_key, '{fact}' as fact, owner_code, {row_key} as row_key, batch_id from {staged}}
      ) n where n.dataset_key = o.dataset_key and n.fact = o.fact and n.owner_code = o.owner_code and n.row_key = o.row_key and n.batch_id > o.batch_id)
  and not exists (select from rejected_rows n join staging.feeds f using (source)
                  where f.fact = o.fact and n.dataset_code = d.dataset_code and n.owner_code = o.owner_code and n.row_key = o.row_key and n.batch_id > o.batch_id);

insert into new_findings
select c.dataset_key, null, c.batch_id, c.sheet, c.line, 'extends-unknown', c.extends_number from current_agreements c
where c.extends_number is not null
  and not exists (select from mart.dim_agreement a where a.is_current and a.dataset_key = c.dataset_key and a.bank_code = c.bank_code and a.agreement_number = c.extends_number);
