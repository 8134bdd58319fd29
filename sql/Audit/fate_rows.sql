select sheet, line, count(*) over () from staging.row_fates where batch_id = @batch and fate = @fate order by sheet nulls first, line limit @size offset @skipped
