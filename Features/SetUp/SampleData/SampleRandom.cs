namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>The same sequence at every venue and on every day: sample data differ by the date they are made on alone.</summary>
internal sealed class SampleRandom(int seed)
{
    private readonly Random random = new(seed);

    public int Next(int below) => random.Next(below);

    public int Between(int least, int most) => random.Next(least, most + 1);

    public double Fraction() => random.NextDouble();

    public bool Chance(double probability) => random.NextDouble() < probability;

    public T Of<T>(T[] choices) => choices[random.Next(choices.Length)];

    /// <summary>Those at the front far more often than those at the back.</summary>
    public T EarlyOf<T>(T[] choices) => choices[(int)(choices.Length * Math.Pow(random.NextDouble(), 1.8))];
}
