/** Pets in memory. */
const pets = new Map(
  [
    { id: 1, name: 'Rex', status: 'available', tags: ['large'], indoor: false },
    { id: 2, name: 'Minka', status: 'available', tags: ['small', 'calm'], indoor: true },
    { id: 3, name: 'Hopper', status: 'sold', tags: ['small'], indoor: true },
  ].map((pet) => [pet.id, pet]),
);

/** The pet as the document describes it: tags are objects there. */
const toPet = ({ id, name, status, tags }) => ({
  id,
  name,
  status,
  photoUrls: [],
  tags: tags.map((tag, index) => ({ id: index + 1, name: tag })),
});

export const findPet = (id) => {
  const pet = pets.get(id);
  return pet && toPet(pet);
};

export const listPets = ({ status, tags, indoor }) =>
  [...pets.values()]
    .filter((pet) => status.includes(pet.status))
    .filter((pet) => tags === null || tags.every((tag) => pet.tags.includes(tag)))
    .filter((pet) => indoor === null || pet.indoor === indoor)
    .map(toPet);

export const addPet = ({ name, status = 'available', tags = [] }) => {
  const id = Math.max(...pets.keys()) + 1;
  const pet = { id, name, status, tags: tags.map((tag) => tag.name), indoor: false };
  pets.set(id, pet);
  return toPet(pet);
};

export const removePet = (id) => pets.delete(id);
