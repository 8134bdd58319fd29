-- Members' labels, joined to the groups.
select {columns}
from (
{statement}
) g ({names})
{joins}
