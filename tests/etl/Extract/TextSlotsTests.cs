using System.Globalization;
using Analytics.Etl.Extract.Files;

namespace Analytics.Tests.Etl.Extract;

/// <summary>What is known of texts that come again.</summary>
public class TextSlotsTests
{
    [Fact]
    public void TwoThatTakeTheSameTexts_StayAlike()
    {
        // As a sender and a receiver: few texts that come often, then many that come once, then few again.
        var (sender, receiver) = (new TextSlots<string>(), new TextSlots<string>());
        var texts = Enumerable
            .Range(0, 20_000)
            .Select(i => $"{i % 700}")
            .Concat(Enumerable.Range(0, 100_000).Select(i => $"株式会社{i}"))
            .Concat(Enumerable.Range(0, 80_000).Select(i => $"浜松市{i % 30}"))
            .ToList();
        var received = new List<string>();
        var again = 0;
        foreach (var text in texts)
        {
            if (sender.Find(text) is >= 0 and var slot)
            {
                Assert.Equal(text, sender.Take(slot));
                received.Add(receiver.Take(slot));
                again++;
            }
            else
            {
                sender.Put(text, text);
                receiver.Put(text, text);
                received.Add(text);
            }
        }

        Assert.Equal(texts, received);
        Assert.InRange(again, 40_000, 60_000);
    }

    [Fact]
    public void TextsOfOneSlot_TakeEachOthersPlace_AndNoneIsTakenForAnother()
    {
        // Alike in length and at both ends and in the middle, which is all that a slot goes by.
        var slots = new TextSlots<string>();
        foreach (var i in Enumerable.Range(0, 1_000))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"aaaa{i:000}bbbbbbbbbbbbbbbbbbbbbbbbbb");
            Assert.Equal(-1, slots.Find(text));
            slots.Put(text, text);
            Assert.Equal(text, slots.Take(slots.Find(text)));
        }
    }

    [Fact]
    public void SlotOfNothing_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => new TextSlots<string>().Take(3));
        Assert.Throws<InvalidDataException>(() => new TextSlots<string>().Take(1 << 20));
    }
}
